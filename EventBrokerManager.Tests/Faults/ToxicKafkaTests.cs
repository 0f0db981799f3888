using EventBrokerManager.Tests.Faults.Flows;
using Xunit.Abstractions;

namespace EventBrokerManager.Tests.Faults;

/// <summary>The network between the product and Kafka goes bad in every way that a proxy can make it, under load, both directions at once.</summary>
[Collection(WorldTests.Name)]
public sealed class ToxicKafkaTests(SharedWorld shared, ITestOutputHelper output)
{
    /// <summary>Well within a group session of 8 s, which costs no partition and so makes no copies.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    /// <summary>Longer than the session.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [SkippableFact]
    public async Task WayToKafkaIsSpoiled_NothingLostOrOutOfOrder_CopiesOnlyOfWhatWasUncommitted()
    {
        var world = await shared.GetAsync();
        await using var flow = await Flow.StartAsync(world, "ToKafka", world.Ways[0]);
        await RunAsync("latency", ("latency", new { latency = 200, jitter = 100 }, "downstream"), ("latency", new { latency = 200 }, "upstream"));
        await RunAsync("bandwidth", ("bandwidth", new { rate = 200 }, "downstream"), ("bandwidth", new { rate = 200 }, "upstream"));
        await RunAsync("cut in the middle of answers", ("limit_data", new { bytes = 3_000 }, "downstream"));
        await RunAsync("cut in the middle of requests", ("limit_data", new { bytes = 3_000 }, "upstream"));
        await RunAsync("reset", ("reset_peer", new { timeout = 50 }, "downstream"));
        await RunAsync("cut");
        Assert.Equal((0, 0), (flow.Out.Copies, flow.In.Copies));

        await world.KafkaWay.CutAsync();
        await Task.Delay(Long);
        await flow.QuietAsync();
        var uncommitted = await flow.UncommittedAsync();
        await world.KafkaWay.RestoreAsync();
        await flow.MovesAsync();
        await flow.FinishAsync();
        output.WriteLine($"{uncommitted} were uncommitted when the group's session had ended; {flow}");
        Assert.InRange(flow.Out.Copies, 0, uncommitted);
        Assert.Equal(0, flow.In.Copies);

        async Task RunAsync(string what, params (string Type, object Attributes, string Stream)[] toxics)
        {
            foreach (var (type, attributes, stream) in toxics)
                await world.KafkaWay.AddAsync(type, attributes, stream);
            if (toxics.Length == 0)
                await world.KafkaWay.CutAsync();
            await Task.Delay(Short);
            foreach (var (type, _, stream) in toxics)
                await world.KafkaWay.RemoveAsync(type, stream);
            if (toxics.Length == 0)
                await world.KafkaWay.RestoreAsync();
            await flow.MovesAsync(2_500);
            output.WriteLine($"{what}: {flow}");
        }
    }
}
