using System.Globalization;
using System.Text.RegularExpressions;

namespace EventBrokerManager.Tests.Telemetry;

/// <summary>One series' value at a scrape.</summary>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}

/// <summary>Prometheus' text format, read by its letter: what breaks a rule of it is refused with the line.</summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, string> _types = [];
    private readonly List<Sample> _samples = [];

    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>Type by family: <c>counter</c>, <c>gauge</c>, <c>histogram</c>.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    public static Exposition Parse(string text)
    {
        var exposition = new Exposition();
        var seen = new HashSet<string>();
        string? family = null;
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n').Where(line => line.Length > 0))
        {
            if (Type().Match(line) is { Success: true } type)
            {
                family = type.Groups[1].Value;
                Assert.True(exposition._types.TryAdd(family, type.Groups[2].Value), $"A second type: {line}");
            }
            else if (!line.StartsWith('#'))
            {
                var sample = SampleOf(line);
                Assert.True(family is not null && exposition.IsOf(sample.Name, family), $"Not among the samples of {family}: {line}");
                Assert.True(seen.Add(line[..line.LastIndexOf(' ')]), $"Twice: {line}");
                exposition._samples.Add(sample);
            }
            else
            {
                Assert.True(Help().IsMatch(line) || line == "# EOF", $"A comment of no kind: {line}");
            }
        }

        exposition.CheckHistograms();
        return exposition;
    }

    /// <summary>The one sample with these labels; fails where there is none.</summary>
    public double Value(string name, params (string Label, string Value)[] labels) => Find(name, labels) is [var one]
        ? one.Value
        : throw new InvalidOperationException($"{name} with {string.Join(", ", labels)}: {Find(name, labels).Count} samples.");

    public IReadOnlyList<Sample> Find(string name, params (string Label, string Value)[] labels) =>
        _samples.Where(sample => sample.Name == name && labels.All(label => sample[label.Label] == label.Value)).ToList();

    private static Sample SampleOf(string line)
    {
        var match = Line().Match(line);
        Assert.True(match.Success, $"No sample: {line}");
        var value = match.Groups["value"].Value switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            var number => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        var labels = match.Groups["label"].Captures.Zip(match.Groups["text"].Captures).ToDictionary(
            pair => pair.First.Value, pair => pair.Second.Value.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal));
        return new Sample(match.Groups["name"].Value, labels, value);
    }

    private bool IsOf(string name, string family) => _types[family] == "histogram"
        ? name == $"{family}_bucket" || name == $"{family}_sum" || name == $"{family}_count"
        : name == family;

    /// <summary>Buckets only grow, and the last one holds all.</summary>
    private void CheckHistograms()
    {
        foreach (var (family, _) in _types.Where(type => type.Value == "histogram"))
        {
            foreach (var series in _samples.Where(sample => sample.Name == $"{family}_bucket").GroupBy(sample => string.Join('|', sample.Labels.Where(l => l.Key != "le"))))
            {
                var values = series.Select(sample => sample.Value).ToList();
                Assert.Equal(values.Order(), values);
                Assert.Equal("+Inf", series.Last()["le"]);
                Assert.Equal(values[^1], _samples.Single(sample => sample.Name == $"{family}_count" && string.Join('|', sample.Labels) == series.Key).Value);
            }
        }
    }

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$")]
    private static partial Regex Type();

    [GeneratedRegex("^# (HELP|UNIT) [a-zA-Z_:][a-zA-Z0-9_:]* .+$")]
    private static partial Regex Help();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<text>([^"\\]|\\.)*)",?)*\})? (?<value>[^ ]+)( \d+)?$""")]
    private static partial Regex Line();
}
