using System.Text.Json;
using System.Text.RegularExpressions;
using EventBrokerManager.Tests.Support.Services;
using YamlDotNet.RepresentationModel;

namespace EventBrokerManager.Tests.Telemetry;

/// <summary>The dashboard, the alerts and the list of metrics speak of what a running product serves.</summary>
public sealed partial class OperationsFilesTests(MeasuredProduct product) : IClassFixture<MeasuredProduct>
{
    private static readonly string Folder = Path.Combine(TestPlace.Repository, "docs", "operations");

    [Fact]
    public async Task EveryNameOfDashboardAndAlerts_IsServed()
    {
        var served = (await FlownAsync()).Samples.Select(sample => sample.Name).ToHashSet();

        var used = DashboardExpressions().Concat(Alerts().Select(alert => Text(alert, "expr"))).SelectMany(Names).Distinct().ToList();

        Assert.InRange(used.Count, 25, 100);
        Assert.DoesNotContain(used, name => !served.Contains(name));
    }

    [Fact]
    public async Task EveryMetricOfOurs_IsListedWithItsType()
    {
        var types = (await FlownAsync()).Types.Where(type => type.Key.StartsWith("ebm_", StringComparison.Ordinal)).OrderBy(type => type.Key).ToList();

        var listed = ListedMetric().Matches(File.ReadAllText(Path.Combine(Folder, "README.md")))
            .Select(match => KeyValuePair.Create(match.Groups[1].Value, match.Groups[2].Value)).OrderBy(type => type.Key);

        Assert.Equal(types, listed);
    }

    [Fact]
    public void Alerts_EachHasWhatPrometheusNeedsAndWhatToDo()
    {
        var alerts = Alerts();
        Assert.Equal(alerts.Count, alerts.Select(alert => Text(alert, "alert")).Distinct().Count());
        Assert.All(alerts, alert =>
        {
            Assert.Matches("^[A-Z][A-Za-z]+$", Text(alert, "alert"));
            Assert.Equal(0, Text(alert, "expr").Sum(c => c switch { '(' or '{' or '[' => 1, ')' or '}' or ']' => -1, _ => 0 }));
            if (alert.Children.ContainsKey("for"))
                Assert.Matches("^[0-9]+[smh]$", Text(alert, "for"));
            Assert.Contains(Text((YamlMappingNode)alert["labels"], "severity"), (string[])["warning", "critical"]);
            var annotations = (YamlMappingNode)alert["annotations"];
            Assert.InRange(Text(annotations, "summary").Length, 10, 120);
            Assert.InRange(Text(annotations, "description").Length, 60, 400);
            Assert.Empty(alert.Children.Keys.Select(key => key.ToString()).Except(["alert", "expr", "for", "labels", "annotations"]));
        });
    }

    [Fact]
    public void Dashboard_IsWhatGrafanaLoads()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana-dashboard.json")));
        var dashboard = file.RootElement;
        Assert.True(dashboard.GetProperty("schemaVersion").GetInt32() >= 36);
        Assert.Equal("event-broker-manager", dashboard.GetProperty("uid").GetString());
        var variables = dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Select(v => (v.GetProperty("name").GetString(), v.GetProperty("type").GetString()));
        Assert.Equal([("datasource", "datasource"), ("bridge", "query")], variables);
        var panels = dashboard.GetProperty("panels").EnumerateArray().ToList();
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = panels.SelectMany(Cells).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
        foreach (var panel in panels.Where(panel => panel.GetProperty("type").GetString() != "row"))
        {
            Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
            Assert.False(string.IsNullOrEmpty(panel.GetProperty("description").GetString()));
            Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
        }
    }

    private static IEnumerable<(int X, int Y)> Cells(JsonElement panel)
    {
        var at = panel.GetProperty("gridPos");
        int Of(string name) => at.GetProperty(name).GetInt32();
        return from x in Enumerable.Range(Of("x"), Of("w")) from y in Enumerable.Range(Of("y"), Of("h")) select (x, y);
    }

    private static List<string> DashboardExpressions()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana-dashboard.json")));
        return file.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!)
            .Append(file.RootElement.GetProperty("templating").GetProperty("list")[1].GetProperty("definition").GetString()!)
            .ToList();
    }

    private static List<YamlMappingNode> Alerts()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, "alerts.yml"))));
        var groups = (YamlSequenceNode)stream.Documents[0].RootNode["groups"];
        return groups.SelectMany(group => (YamlSequenceNode)group["rules"]).Cast<YamlMappingNode>().ToList();
    }

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    /// <summary>The names of metrics: what is left of an expression without its labels and words.</summary>
    private static IEnumerable<string> Names(string expression) =>
        MetricName().Matches(Labels().Replace(expression, "")).Select(match => match.Value);

    /// <summary>After one event each way.</summary>
    private async Task<Exposition> FlownAsync()
    {
        var name = $"listed-{Guid.NewGuid():N}"[..14];
        var (bridge, inbox, outbox) = await product.ThroughAsync(name, $"Event{Guid.NewGuid():N}");
        await product.SendAsync(inbox, (await product.Portal.GetAsync(bridge)).Connections[0].Event.Split('/')[1], "1");
        await product.ReceiveAsync(outbox);
        return await product.UntilAsync(m => m.Find("ebm_connection_event_latency_seconds_count", ("bridge", name)).Count == 2 && m.Find("ebm_connection_lag", ("bridge", name)).Count > 0, "times and lag");
    }

    [GeneratedRegex(@"\{[^}]*\}|\b(by|on) \([^)]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(ebm|http|dotnet|aspnetcore)_[a-z0-9_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"^\| `(ebm_[a-z_]+)` \| (gauge|counter|histogram)\b", RegexOptions.Multiline)]
    private static partial Regex ListedMetric();
}
