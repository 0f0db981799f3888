using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults;

[Collection(ProductTests.Name)]
public sealed class StopTests(SharedProduct shared)
{
    private const int Events = 3_000, Times = 4;

    [SkippableFact]
    public async Task StoppedAndStartedUnderLoad_AllArriveAndNoneTwice()
    {
        var product = await shared.GetAsync();
        var (target, source) = (await product.Fauxqs.CreateQueueAsync(), await product.Fauxqs.CreateQueueAsync());
        var topic = await product.Portal.ChannelAsync("DrainedOut");
        var into = await product.Portal.ChannelAsync("DrainedIn");
        var bridge = await product.Portal.BridgeAsync("Drained", [Carries.Out("DrainedOut", target), Carries.In("DrainedIn", source)], start: false);
        var stoppedUnderLoad = 0;
        for (var i = 0; i < Times; i++)
        {
            await Task.WhenAll(
                Traffic.ToKafkaAsync(product.Kafka, topic, "DrainedOut", i * Events, Events),
                Traffic.ToQueueAsync(product.Fauxqs, source, "DrainedIn", i * Events, Events));
            var before = await product.Portal.GetAsync(bridge);
            await product.Portal.StartAsync(bridge);
            await product.Portal.UntilAsync(
                bridge, b => b.Of("DrainedOut").Delivered > before.Of("DrainedOut").Delivered && b.Of("DrainedIn").Delivered > before.Of("DrainedIn").Delivered,
                "both directions move");
            await product.Portal.StopAsync(bridge);
            if ((await product.Fauxqs.WaitingAsync(source)).Count > 0)
                stoppedUnderLoad++;
        }

        Assert.NotEqual(0, stoppedUnderLoad);
        await product.Portal.StartAsync(bridge);
        var seen = new Dictionary<string, int>();
        await product.Portal.BringsAsync(bridge, DrainAsync());
        var seenInto = await product.Portal.BringsAsync(bridge, Traffic.ReadAsync(product.Kafka, into, Times * Events));
        await product.Portal.StopAsync(bridge);
        await Traffic.DrainOnceAsync(product.Fauxqs, target, seen);
        Assert.Equal((0, 0), (seen.Copies(), seenInto.Copies()));
        Assert.Equal(Times * Events, await product.Kafka.CountAsync(into));
        Assert.Empty(await product.Fauxqs.WaitingAsync(source, target));

        async Task<int> DrainAsync()
        {
            await Traffic.DrainAsync(product.Fauxqs, target, seen, Times * Events);
            return seen.Count;
        }
    }
}
