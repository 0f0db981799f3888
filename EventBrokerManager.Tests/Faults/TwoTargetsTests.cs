using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults;

[Collection(ProductTests.Name)]
public sealed class TwoTargetsTests
{
    private const int Before = 500, While = 5_000;

    [SkippableFact]
    public async Task OneOfTwoTargetsStandsStill_TheOtherFinishesItsLoad_NothingIsLost()
    {
        await using var still = await FauxqsFixture.StartOwnAsync();
        await using var product = await RunningProduct.StartAsync(still.Endpoint);
        var (stillQueue, goingQueue) = (await still.CreateQueueAsync(), await product.Fauxqs.CreateQueueAsync());
        var going = await product.Portal.ChannelAsync("Going");
        var standing = await product.Portal.ChannelAsync("Standing");
        var bridge = await product.Portal.BridgeAsync("Two targets", [Carries.Out("Going", goingQueue), Carries.Out("Standing", stillQueue)]);
        await SendAsync(0, Before);
        await product.Portal.DeliveredAsync(bridge, Before, Before);

        still.Process.Pause();
        await SendAsync(Before, While);
        await product.Portal.UntilAsync(bridge, b => b.Of("Going").Delivered == Before + While, "the other target has all");
        var stuck = await product.Portal.UntilAsync(bridge, b => b.Of("Standing").State == "Retrying", "Retrying");
        Assert.InRange(stuck.Of("Standing").Delivered, Before, Before + While - 1);
        Assert.Equal(("Retrying", "Running"), (stuck.State, stuck.Of("Going").State));
        Assert.Contains("did not answer within 10 s", stuck.Of("Standing").Reason, StringComparison.Ordinal);

        still.Process.Resume();
        await product.Portal.UntilAsync(bridge, b => b.Of("Standing").Delivered == Before + While && b.State == "Running", "both have all");
        var (seenGoing, seenStanding) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        await Traffic.DrainAsync(product.Fauxqs, goingQueue, seenGoing, Before + While);
        await Traffic.DrainAsync(still, stillQueue, seenStanding, Before + While);
        Assert.Equal(0, seenGoing.Copies());
        // What was under way when it stopped, and what was tried meanwhile, may have got through unanswered.
        Assert.InRange(seenStanding.Values.Count(n => n > 1), 0, 16 * 10);
        Assert.Empty(await product.Portal.DeadLettersAsync(bridge));

        async Task SendAsync(int first, int count)
        {
            await Traffic.ToKafkaAsync(product.Kafka, going, "Going", first, count);
            await Traffic.ToKafkaAsync(product.Kafka, standing, "Standing", first, count);
        }
    }
}
