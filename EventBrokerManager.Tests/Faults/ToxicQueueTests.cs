using EventBrokerManager.Tests.Faults.Flows;
using EventBrokerManager.Tests.Support.Services;
using Xunit.Abstractions;

namespace EventBrokerManager.Tests.Faults;

/// <summary>The network between the product and the queues goes bad in every way that a proxy can make it, under load, both directions at once.</summary>
[Collection(WorldTests.Name)]
public sealed class ToxicQueueTests(SharedWorld shared, ITestOutputHelper output)
{
    /// <summary>Calls under way at most, times the events of one: what can be unconfirmed when a connection breaks.</summary>
    internal const int UnderWay = 16 * 10;

    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(3);

    [SkippableFact]
    public async Task WayToTheQueuesIsSpoiled_NothingLostOrOutOfOrder_CopiesOnlyOfWhatWasUnanswered()
    {
        var world = await shared.GetAsync();
        // No answer is lost by these, so nothing may come twice.
        var slow = new[]
        {
            RunAsync(world, 0, "Latency", 0, ("latency", new { latency = 300, jitter = 200 }, "downstream"), ("latency", new { latency = 300 }, "upstream")),
            RunAsync(world, 1, "Bandwidth", 0, ("bandwidth", new { rate = 40 }, "downstream"), ("bandwidth", new { rate = 40 }, "upstream")),
            RunAsync(world, 2, "Slices", 0, ("slicer", new { average_size = 64, size_variation = 32, delay = 1_000 }, "downstream")),
        };
        var broken = new[]
        {
            RunAsync(world, 3, "Cut", UnderWay),
            RunAsync(world, 4, "CutMidAnswer", UnderWay, ("limit_data", new { bytes = 150 }, "downstream")),
            RunAsync(world, 5, "CutMidCall", UnderWay, ("limit_data", new { bytes = 2_000 }, "upstream")),
            RunAsync(world, 6, "Reset", UnderWay, ("reset_peer", new { timeout = 5 }, "downstream")),
            RunAsync(world, 7, "Silence", UnderWay, ("timeout", new { timeout = 2_000 }, "downstream")),
        };
        await Task.WhenAll(slow.Concat(broken));
    }

    private async Task RunAsync(FaultWorld world, int way, string name, int repeated, params (string Type, object Attributes, string Stream)[] toxics)
    {
        var ways = world.Ways[way];
        await using var flow = await Flow.StartAsync(world, $"Way{name}", ways, ahead: 400);
        foreach (var proxy in (ToxicProxy[])[ways.Out, ways.In])
        {
            foreach (var (type, attributes, stream) in toxics)
                await proxy.AddAsync(type, attributes, stream);
            if (toxics.Length == 0)
                await proxy.CutAsync();
        }

        if (repeated == 0)
            await flow.MovesAsync();
        else
            await flow.UntilAsync(b => b.Connections.All(c => c.State == "Retrying"), "both say that their queue is away");
        await Task.Delay(Lasts);
        foreach (var proxy in (ToxicProxy[])[ways.Out, ways.In])
        {
            foreach (var (type, _, stream) in toxics)
                await proxy.RemoveAsync(type, stream);
            if (toxics.Length == 0)
                await proxy.RestoreAsync();
        }

        await flow.MovesAsync();
        await flow.FinishAsync();
        output.WriteLine($"{flow}");
        Assert.InRange(flow.Out.Repeated, 0, repeated);
        // What is received is renewed while it cannot be deleted.
        Assert.Equal(0, flow.In.Copies);
    }
}
