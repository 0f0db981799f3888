using System.Globalization;
using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Faults.Flows;
using EventBrokerManager.Tests.Support.Services;
using Xunit.Abstractions;

namespace EventBrokerManager.Tests.Faults;

/// <summary>One of five targets stands still (SIGSTOP) under a steady load: the other four keep their rate.</summary>
[Collection(WorldTests.Name)]
public sealed class FiveTargetsTests(SharedWorld shared, ITestOutputHelper output)
{
    private const int PerSecond = 200;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Still = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("EBM_STILL_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 15);

    [SkippableFact]
    public async Task OneOfFiveTargetsStandsStill_TheOthersKeepTheirRate_NothingIsLost()
    {
        var world = await shared.GetAsync();
        await using var still = await FauxqsFixture.StartOwnAsync();
        await using var app = await AppProcess.StartAsync(
            RunningProduct.Settings(world.KafkaWay.Address, world.Queues.Endpoint, still.Endpoint), "Production");
        var portal = new Portal(app.Api);
        var stillQueue = await still.CreateQueueAsync();
        string[] names = ["Going0", "Going1", "Going2", "Going3", "Still"];
        var ledgers = names.Select(_ => new Ledger(50)).ToList();
        var feeds = new List<Feed>();
        foreach (var (name, ledger) in names.Zip(ledgers))
        {
            world.Enter($"{name}.fifo", ledger);
            feeds.Add(Feed.ToKafka(world.Kafka, await portal.ChannelAsync(name), name, ledger, int.MaxValue, PerSecond));
        }

        var bridge = await portal.BridgeAsync(
            "Five", names.Select(name => Carries.Out(name, name == "Still" ? stillQueue : $"{world.Queues.Endpoint}/000000000000/{name}.fifo")));
        feeds.ForEach(feed => feed.Start());
        await portal.UntilAsync(bridge, b => b.Connections.All(c => c.Delivered > PerSecond), "all five move");

        var shareBefore = await ShareAsync(Before);
        still.Process.Pause();
        var shareWhile = await ShareAsync(Still);
        var stuck = await portal.UntilAsync(bridge, b => b.Of("Still").State == "Retrying", "the fifth says that its queue is away");
        Assert.All(names[..4], name => Assert.Equal("Running", stuck.Of(name).State));
        still.Process.Resume();

        await Task.WhenAll(feeds.Select(feed => feed.StopAsync()));
        await portal.UntilAsync(bridge, b => b.State == "Running" && b.Connections.All(c => c.Lag == 0), "all have all");
        var seen = new Dictionary<string, int>();
        await Traffic.DrainAsync(still, stillQueue, seen, feeds[4].Sent);
        for (var i = 0; i < 4; i++)
        {
            output.WriteLine($"{names[i]}: {shareBefore[i]:P0} of what was sent in the {Before.TotalSeconds} s before, {shareWhile[i]:P0} in the {Still.TotalSeconds} s while one stood still; {ledgers[i]}");
            Assert.Equal((feeds[i].Sent, 0, 0), (ledgers[i].Distinct, ledgers[i].Copies, ledgers[i].Disorder));
            Assert.InRange(shareWhile[i], 0.7 * Math.Min(1, shareBefore[i]), 2);
        }

        output.WriteLine($"Still: {seen.Count} events, {seen.Copies()} copies of {seen.Values.Count(n => n > 1)}.");
        Assert.InRange(seen.Values.Count(n => n > 1), 0, ToxicQueueTests.UnderWay);
        Assert.Empty(await portal.DeadLettersAsync(bridge));
        await portal.StopAsync(bridge);

        // Of what was sent in that time, the share that arrived in it: it falls where a lane is held up, not where the machine is slow.
        async Task<double[]> ShareAsync(TimeSpan time)
        {
            var (sent, arrived) = (feeds.ConvertAll(f => f.Sent), ledgers.ConvertAll(l => l.Distinct));
            await Task.Delay(time);
            return [.. Enumerable.Range(0, 4).Select(i => (ledgers[i].Distinct - arrived[i]) / (double)(feeds[i].Sent - sent[i]))];
        }
    }
}
