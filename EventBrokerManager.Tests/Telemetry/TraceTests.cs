using System.Diagnostics;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Telemetry;

/// <summary>One event with two contexts, from a queue into Kafka and from there into another queue.</summary>
public sealed class TraceTests(MeasuredProduct silent, CollectedProduct collected) : IClassFixture<MeasuredProduct>, IClassFixture<CollectedProduct>
{
    private const string Transport = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string Own = "00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01";
    private static readonly (string, string)[] Contexts = [("traceparent", Transport), ("tracestate", "rojo=1"), ("ce_traceparent", Own), ("ce_tracestate", "congo=2")];

    [Fact]
    public async Task NoCollector_EveryContextAsItCame()
    {
        var (_, inbox, outbox) = await silent.ThroughAsync("untraced", "Untraced");
        await silent.SendAsync(inbox, "Untraced", "1", Contexts);

        var arrived = await silent.ReceiveAsync(outbox);

        Assert.All(Contexts, context => Assert.Equal(context.Item2, arrived[context.Item1]));
    }

    [Fact]
    public async Task Collector_TransportsContextContinued_OwnUntouched_SpansAndMetricsSent()
    {
        var (_, inbox, outbox) = await collected.ThroughAsync("traced", "Traced");
        await collected.SendAsync(inbox, "Traced", "1", Contexts);

        var arrived = await collected.ReceiveAsync(outbox);

        Assert.True(ActivityContext.TryParse(arrived["traceparent"], null, out var continued), arrived["traceparent"]);
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", continued.TraceId.ToHexString());
        Assert.NotEqual("00f067aa0ba902b7", continued.SpanId.ToHexString());
        Assert.Equal(ActivityTraceFlags.Recorded, continued.TraceFlags);
        Assert.Equal((Own, "congo=2", "rojo=1"), (arrived["ce_traceparent"], arrived["ce_tracestate"], arrived["tracestate"]));
        foreach (var span in (string[])["create businessevents.", "create traced-out", "send traced-out"])
            await CollectedAsync("/v1/traces", span);
        await CollectedAsync("/v1/metrics", "ebm.connection.events.delivered");
        await CollectedAsync("/v1/metrics", "Traced to traced-out");
    }

    [Fact]
    public async Task Collector_EventWithoutContext_NothingAdded()
    {
        var (_, inbox, outbox) = await collected.ThroughAsync("plain", "Plain");
        await collected.SendAsync(inbox, "Plain", "1");

        var arrived = await collected.ReceiveAsync(outbox);

        Assert.Equal(["ce_ebtrail", "ce_id", "ce_source", "ce_specversion", "ce_type"], arrived.Keys.Where(name => name != "ebkey").Order());
        await CollectedAsync("/v1/traces", "create plain-out");
    }

    private Task CollectedAsync(string path, string text) => Eventually.IsAsync(
        () => Task.FromResult(collected.Collector.Has(path, text)), has => has, TimeSpan.FromSeconds(30), $"{text} at {path}");
}
