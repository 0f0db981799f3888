using Amazon.SQS.Model;
using EventBrokerManager.Tests.Faults.Flows;
using EventBrokerManager.Tests.Support.Services;
using Xunit.Abstractions;

namespace EventBrokerManager.Tests.Faults;

/// <summary>
/// A topic is deleted and made anew in front of a FIFO queue that still drops copies: its offsets begin anew, too, and none of its events
/// may be taken for one of the old topic's. The bridge goes on by itself.
/// </summary>
[Collection(WorldTests.Name)]
public sealed class TopicAnewTests(SharedWorld shared, ITestOutputHelper output)
{
    private const int Old = 1_000, Keys = 50;

    /// <param name="fresh">More than the old topic had, or fewer: its offsets then reach beyond the old position, or do not.</param>
    /// <param name="running">False: the bridge is stopped meanwhile.</param>
    [SkippableTheory]
    [InlineData(2_000, true)]
    [InlineData(500, true)]
    [InlineData(2_000, false)]
    public async Task TopicMadeAnew_AllOfItsEventsArriveInOrder(int fresh, bool running)
    {
        var world = await shared.GetAsync();
        var name = $"Anew{fresh}{running}";
        var queue = await world.Fauxqs.CreateQueueAsync(fifo: true);
        var topic = await world.Portal.ChannelAsync(name);
        var bridge = await world.Portal.BridgeAsync(name, [Carries.Out(name, queue)]);
        var ledger = new Ledger(Keys);
        await SendAsync(0, Old);
        await ArriveAsync(Old);
        await world.Portal.UntilAsync(bridge, b => b.Connections[0].Lag == 0, "all is read");
        if (!running)
            await world.Portal.StopAsync(bridge);

        await world.Kafka.DeleteTopicAsync(topic);
        await world.Kafka.CreateTopicAsync(Portal.Partitions, topic);
        await SendAsync(Old, fresh);
        if (!running)
            await world.Portal.StartAsync(bridge);
        await world.Portal.BringsAsync(bridge, ArriveAsync(Old + fresh));

        var end = await world.Portal.UntilAsync(bridge, b => b.State == "Running" && b.Connections[0].Lag == 0, "nothing waits");
        output.WriteLine($"{ledger}\n{end}\n{string.Join('\n', await world.App.HistoryAsync())}");
        Assert.Equal((0, 0), (ledger.Copies, ledger.Disorder));
        Assert.Empty(await world.Portal.DeadLettersAsync(bridge));
        await world.Portal.StopAsync(bridge);

        Task SendAsync(int first, int count) => world.Kafka.ProduceAsync(topic, Enumerable.Range(first, count).Select(n =>
        {
            var record = Traffic.Record(name, Ledger.Id(n));
            record.Key = Traffic.Utf8(ledger.Key(n));
            return record;
        }));

        async Task<int> ArriveAsync(int count)
        {
            await Eventually.IsAsync(
                async () =>
                {
                    var received = (await world.Fauxqs.Client.ReceiveMessageAsync(
                        new ReceiveMessageRequest(queue) { MaxNumberOfMessages = 10, MessageAttributeNames = ["All"] })).Messages ?? [];
                    received.ForEach(message => ledger.Add(message.MessageAttributes["ce_id"].StringValue));
                    if (received.Count > 0)
                        await world.Fauxqs.Client.DeleteMessageBatchAsync(queue, [.. received.Select((m, i) => new DeleteMessageBatchRequestEntry($"{i}", m.ReceiptHandle))]);
                    return ledger.Distinct;
                },
                n => n == count, TimeSpan.FromSeconds(60), $"{count} events of {topic} are in the queue");
            return count;
        }
    }
}
