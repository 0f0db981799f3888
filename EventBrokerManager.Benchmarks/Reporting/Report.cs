using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EventBrokerManager.Benchmarks.Reporting;

/// <summary>What a run found: tables for people, JSON for programs, a chart.</summary>
internal sealed class Report(RunOptions options)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private readonly List<(string Scenario, Table Table)> _tables = [];
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;

    public void Add(string scenario, Table table)
    {
        _tables.Add((scenario, table));
        Console.WriteLine(table.ToMarkdown());
    }

    public async Task WriteAsync()
    {
        Directory.CreateDirectory(options.Output);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Measured on {_started:yyyy-MM-dd} in one run on {Machine.Describe()}.\n\n");
        foreach (var (_, table) in _tables)
            text.Append(table.ToMarkdown()).Append('\n');
        await File.WriteAllTextAsync(In("performance.md"), text.ToString());
        await File.WriteAllTextAsync(In("performance.json"), JsonSerializer.Serialize(new
        {
            started = _started,
            machine = Machine.Describe(),
            rounds = options.Rounds,
            events = options.Events,
            tables = _tables.Select(entry => new { scenario = entry.Scenario, title = entry.Table.Title, rows = entry.Table.Data }),
        }, Readable));
        var drawn = _tables.Select(entry => entry.Table).Where(table => table.Bars.Count > 0).ToList();
        if (drawn.Count > 0)
            await File.WriteAllTextAsync(In("performance.svg"), Chart.Draw(drawn));
    }

    private string In(string file) => Path.Combine(options.Output, file);
}
