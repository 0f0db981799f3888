using System.Globalization;
using System.Text.RegularExpressions;
using EventBrokerManager.Tests.Faults.Flows;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults;

/// <summary>Kafka removes events before a bridge has read them: the gap stands in the history, to the event, and the rest arrives.</summary>
[Collection(WorldTests.Name)]
public sealed partial class RetentionTests(SharedWorld shared)
{
    private const int First = 200, More = 10_000, Left = 30, Way = 1;

    /// <param name="stopped">The bridge was stopped; else it runs, and its target is away.</param>
    [SkippableTheory]
    [InlineData(true)]
    public async Task RetentionOvertakesTheBridge_GapIsRecordedAndTheRestArrives(bool stopped)
    {
        var world = await shared.GetAsync();
        var name = $"Overtaken{(stopped ? "Stopped" : "Running")}";
        var way = world.Ways[Way].Out;
        var ledger = new Ledger(50);
        world.Enter($"{name}.fifo", ledger);
        var topic = await world.Portal.ChannelAsync(name);
        var bridge = await world.Portal.BridgeAsync(name, [Carries.Out(name, $"http://{way.Address}/000000000000/{name}.fifo")]);
        await SendAsync(0, First);
        await world.Portal.DeliveredAsync(bridge, First);
        if (stopped)
            await world.Portal.StopAsync(bridge);
        else
            await way.CutAsync();

        // More than the lane holds: the reader pauses, and what it has not fetched yet is taken away below it.
        await SendAsync(First, More);
        if (!stopped)
            await world.Portal.UntilAsync(bridge, b => b.State == "Retrying", "the target is away");
        var ends = await world.Kafka.EndsAsync(topic);
        await world.Kafka.DeleteRecordsAsync(topic, ends.Select(end => (end.Key, end.Value - Left)));
        await (stopped ? world.Portal.StartAsync(bridge) : way.RestoreAsync());
        await world.Portal.UntilAsync(bridge, b => b.State == "Running" && b.Connections[0].Lag == 0, "it has caught up");
        await SendAsync(First + More, First);
        await world.Portal.UntilAsync(bridge, b => b.Connections[0].Lag == 0, "it goes on");

        var gap = await Eventually.IsAsync(
            async () => (await world.App.HistoryAsync()).Select(line => Removed().Match(line)).Where(match => match.Success && match.Groups["topic"].Value == topic)
                .Sum(match => int.Parse(match.Groups["events"].ValueSpan, CultureInfo.InvariantCulture)),
            n => n + ledger.Distinct == First + More + First, TimeSpan.FromSeconds(30), $"what is missing of {First + More + First} events stands in the history");
        Assert.NotEqual(0, gap);
        Assert.Equal((0, 0), (ledger.Copies, ledger.Disorder));
        if (stopped)
            Assert.Equal(More - (Portal.Partitions * Left), gap);
        Assert.Contains("Kafka's retention removed", world.App.Process.Output, StringComparison.Ordinal);
        await world.Portal.StopAsync(bridge);

        Task SendAsync(int first, int count) => world.Kafka.ProduceAsync(topic, Enumerable.Range(first, count).Select(n =>
        {
            var record = Traffic.Record(name, Ledger.Id(n));
            record.Key = Traffic.Utf8(ledger.Key(n));
            return record;
        }));
    }

    [GeneratedRegex(@"^Kafka's retention removed (?<events>\d+) events of (?<topic>\S+) \[\d+\] ")]
    private static partial Regex Removed();
}
