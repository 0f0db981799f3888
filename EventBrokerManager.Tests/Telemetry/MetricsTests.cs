using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Telemetry;

/// <summary>Over a queue into the embedded broker, and from there into another queue.</summary>
public sealed class MetricsTests(MeasuredProduct product) : IClassFixture<MeasuredProduct>
{
    private const string Delivered = "ebm_connection_events_delivered_total";

    [Fact]
    public async Task Metrics_EventsFlowBothWays_CountsGrowAndTimesAreKnown()
    {
        var (bridge, inbox, _) = await product.ThroughAsync("flows", "Flowed");
        for (var i = 0; i < 25; i++)
            await product.SendAsync(inbox, "Flowed", $"flow-{i}");

        var seen = await product.UntilAsync(m => m.Find(Delivered, ("bridge", "flows")).Sum(s => s.Value) >= 50, "25 events each way");

        (string, string)[] into = [("bridge", "flows"), ("connection", "Flowed from flows-in")], outOf = [("bridge", "flows"), ("connection", "Flowed to flows-out")];
        Assert.Equal([25, 25], new[] { into, outOf }.Select(labels => seen.Value(Delivered, labels)));
        Assert.Equal(1, seen.Value("ebm_bridge_state", ("bridge", "flows"), ("state", "Running")));
        Assert.Equal(1, seen.Find("ebm_connection_state", outOf).Sum(sample => sample.Value));
        Assert.Equal(1, seen.Value("ebm_bridge_wanted", ("bridge", "flows")));
        Assert.Equal("flows-out", Assert.Single(seen.Find("ebm_connection_info", outOf))["target"]);
        Assert.Equal(25, seen.Value("ebm_connection_batch_size_sum", [.. outOf, ("operation", "send")]));
        Assert.Equal(25, seen.Value("ebm_connection_batch_size_sum", [.. into, ("operation", "receive")]));
        Assert.InRange(seen.Value("ebm_connection_call_duration_seconds_count", [.. outOf, ("operation", "send")]), 3, 25);
        Assert.InRange(seen.Value("ebm_connection_produce_duration_seconds_count", into), 1, 25);
        Assert.InRange(seen.Value("ebm_connection_event_latency_seconds_count", outOf), 3, 25);
        Assert.InRange(seen.Value("ebm_bridge_rebalances_total", ("bridge", "flows")), 1, 10);
        Assert.Equal(0, seen.Value("ebm_connection_events_unanswered_total", outOf));
        Assert.Equal((1, 1), (seen.Value("ebm_kafka_up"), seen.Value("ebm_ready")));
        await product.Portal.StopAsync(bridge);
    }

    [Fact]
    public async Task Metrics_BadEventsAndRefusals_CountedByKind()
    {
        var (bridge, inbox, _) = await product.ThroughAsync("refusals", "Refusable");
        await product.SendAsync(inbox, "SomethingElse", "wrong-type");
        await product.Sqs.DeleteQueueAsync($"{product.App.Address}/000000000000/refusals-out");
        await product.SendAsync(inbox, "Refusable", "no-way-out");

        (string, string)[] outOf = [("bridge", "refusals"), ("connection", "Refusable to refusals-out")];
        var seen = await product.UntilAsync(
            m => m.Value("ebm_bridge_dead_letters", ("bridge", "refusals")) == 1 && m.Find("ebm_bridge_state", ("bridge", "refusals"), ("state", "Failed"))[0].Value == 1,
            "a dead letter, and a bridge that failed");

        Assert.Equal(1, seen.Value("ebm_connection_events_dead_lettered_total", ("connection", "Refusable from refusals-in")));
        Assert.Equal(0.00001, seen.Value("ebm_bridge_dead_letters_utilization", ("bridge", "refusals")));
        Assert.InRange(seen.Value("ebm_connection_faults_total", [.. outOf, ("kind", "target_refuses")]), 1, 100);
        Assert.Equal(0, seen.Value("ebm_connection_faults_total", [.. outOf, ("kind", "target_away")]));
        Assert.InRange(seen.Value("ebm_connection_events_retried_total", outOf), 1, 100);
        Assert.Equal(1, seen.Value("ebm_connection_events_in_flight", outOf));
        await product.Portal.StopAsync(bridge);
    }

    [Fact]
    public async Task Metrics_BridgeDeleted_ItsSeriesVanishAndOthersStay()
    {
        var (gone, inbox, _) = await product.ThroughAsync("gone", "Vanishing");
        await product.SendAsync(inbox, "Vanishing", "one");
        await product.Portal.BridgeAsync("stays", [Carries.Out("Vanishing", await product.QueueAsync("stays-out"))], start: false);
        await product.UntilAsync(m => m.Find("ebm_connection_event_latency_seconds_count", ("bridge", "gone")).Count == 2, "both connections' times");

        await product.Portal.StopAsync(gone);
        (await product.App.Api.DeleteAsync($"/api/v1/bridges/{gone}")).EnsureSuccessStatusCode();

        var seen = await product.UntilAsync(m => m.Samples.All(sample => sample["bridge"] != "gone"), "nothing is left of the bridge");
        Assert.Equal(1, seen.Value("ebm_bridge_state", ("bridge", "stays"), ("state", "Stopped")));
    }

    [Fact]
    public async Task MetricsAndLog_AfterFaults_NamesButNoSecretsAndNoAddresses()
    {
        var (bridge, _, _) = await product.ThroughAsync("secrets", "Guarded");
        await product.Sqs.DeleteQueueAsync($"{product.App.Address}/000000000000/secrets-in");
        await product.UntilAsync(m => m.Value("ebm_bridge_state", ("bridge", "secrets"), ("state", "Failed")) == 1, "it failed");

        var metrics = await product.App.Api.GetStringAsync("/metrics");
        var log = product.App.Process.Output;

        Assert.DoesNotContain("/000000000000", metrics, StringComparison.Ordinal);
        var token = product.App.Api.DefaultRequestHeaders.Authorization!.Parameter!;
        Assert.All([metrics, log], text => Assert.All([MeasuredProduct.SaslPassword, MeasuredProduct.AwsSecret, token], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
        Assert.Contains("\"Connection\":\"Guarded from secrets-in\"", log, StringComparison.Ordinal);
        await product.Portal.StopAsync(bridge);
    }
}
