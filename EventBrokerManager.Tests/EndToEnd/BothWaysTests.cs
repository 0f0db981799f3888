using Amazon.SQS.Model;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.EndToEnd;

/// <summary>20,000 events through one bridge with four connections, two each way, over two SQS servers.</summary>
[Collection(ProductTests.Name)]
public sealed class BothWaysTests(SharedProduct shared)
{
    private const int Standard = 6_000, Fifo = 4_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [SkippableFact]
    public async Task BridgeMadeInTheBrowser_TenThousandEachWay_AllArriveOnceInOrderAndUnchanged()
    {
        var product = await shared.GetAsync();
        var toStandard = await product.Fauxqs.CreateQueueAsync();
        var toFifo = await product.ElasticMq.CreateQueueAsync(fifo: true);
        var fromStandard = await product.ElasticMq.CreateQueueAsync();
        var fromFifo = await product.Fauxqs.CreateQueueAsync(fifo: true);
        var topics = new Dictionary<string, string>();
        foreach (var name in (string[])["OrderPlaced", "OrderShipped", "StockMoved", "StockOrdered"])
            topics[name] = await product.Portal.ChannelAsync(name);
        var bridge = await WizardDriver.StartBridgeAsync(product.App, "orders-and-stock", [
            Carries.Out("OrderPlaced", toStandard), Carries.Out("OrderShipped", toFifo),
            Carries.In("StockMoved", fromStandard), Carries.In("StockOrdered", fromFifo)]);

        var placed = Samples.ForKafka("OrderPlaced", Standard, keyed: false).ToList();
        var shipped = Samples.ForKafka("OrderShipped", Fifo, keyed: true).ToList();
        var moved = Samples.ForSqs("StockMoved", Standard, grouped: false).ToList();
        var ordered = Samples.ForSqs("StockOrdered", Fifo, grouped: true).ToList();
        var received = await product.Portal.BringsAsync(bridge, Task.WhenAll(
            ThroughAsync(
                () => product.Kafka.ProduceAsync(topics["OrderPlaced"], placed.Select(s => s.ToKafka())),
                () => FromSqsAsync(product.Fauxqs, toStandard, Standard)),
            ThroughAsync(
                () => product.Kafka.ProduceAsync(topics["OrderShipped"], shipped.Select(s => s.ToKafka())),
                () => FromSqsAsync(product.ElasticMq, toFifo, Fifo)),
            ThroughAsync(
                () => SendAsync(product.ElasticMq, fromStandard, moved),
                () => FromKafkaAsync(product.Kafka, topics["StockMoved"], Standard)),
            ThroughAsync(
                () => SendGroupsAsync(product.Fauxqs, fromFifo, ordered),
                () => FromKafkaAsync(product.Kafka, topics["StockOrdered"], Fifo))));

        Compare(placed, received[0], $"{bridge}.out");
        Compare(shipped, received[1], $"{bridge}.out");
        Compare(moved, received[2], $"{bridge}.in");
        Compare(ordered, received[3], $"{bridge}.in");
        InOrder(received[1]);
        InOrder(received[3]);
        Assert.All([(received[0], Standard), (received[1], Fifo)], to => Assert.Equal(Samples.StructuredOf(to.Item2), to.Item1.Count(e => e.IsStructured)));
        Assert.All(received[2].Concat(received[3]), e => Assert.False(e.IsStructured));
        var end = await product.Portal.UntilAsync(bridge, b => b.Connections.All(c => c.Lag == 0), "nothing waits");
        Assert.Equal(
            [("OrderPlaced", Standard, 0L), ("OrderShipped", Fifo, 0L), ("StockMoved", Standard, 0L), ("StockOrdered", Fifo, 0L)],
            end.Connections.Select(c => (c.Event.Split('/')[1], (int)c.Delivered, c.DeadLetters)));
        await product.Portal.StopAsync(bridge);
        Assert.Empty(await product.Fauxqs.WaitingAsync(toStandard, fromFifo));
        Assert.Empty(await product.ElasticMq.WaitingAsync(toFifo, fromStandard));
        Assert.Equal(
            (Standard, Fifo), (await product.Kafka.CountAsync(topics["StockMoved"]), await product.Kafka.CountAsync(topics["StockOrdered"])));
    }

    private static async Task<List<SeenEvent>> ThroughAsync(Func<Task> send, Func<Task<List<SeenEvent>>> receive)
    {
        var received = receive();
        await Task.WhenAll(Task.Run(send), received);
        return await received;
    }

    private static async Task<List<SeenEvent>> FromSqsAsync(SqsServer server, string queue, int count) =>
        (await server.DrainAsync(queue, count, Limit)).ConvertAll(SeenEvent.Of);

    private static async Task<List<SeenEvent>> FromKafkaAsync(KafkaFixture kafka, string topic, int count) =>
        (await kafka.ConsumeAsync(topic, count, Limit)).ConvertAll(m => SeenEvent.Of(m.Message));

    private static Task SendAsync(SqsServer server, string queue, IReadOnlyList<Sample> samples) =>
        Parallel.ForEachAsync(samples.Select(s => s.ToSqs(group: false)).Chunk(2), new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (batch, _) => await SendAsync(server, queue, batch));

    private static Task SendGroupsAsync(SqsServer server, string queue, IReadOnlyList<Sample> samples) =>
        Task.WhenAll(samples.Select(s => s.ToSqs(group: true)).GroupBy(e => e.MessageGroupId).Select(async group =>
        {
            foreach (var batch in group.Chunk(10))
                await SendAsync(server, queue, batch);
        }));

    private static async Task SendAsync(SqsServer server, string queue, IEnumerable<SendMessageBatchRequestEntry> batch)
    {
        var answer = await server.Client.SendMessageBatchAsync(queue, [.. batch]);
        Assert.Empty(answer.Failed ?? []);
    }

    /// <summary>Each once, and each as it was; the trail, which is ours, says that it passed this bridge.</summary>
    private static void Compare(IReadOnlyCollection<Sample> sent, List<SeenEvent> seen, string trail)
    {
        Assert.Equal(sent.Count, seen.Count);
        var byId = seen.ToDictionary(e => e.Id);
        foreach (var sample in sent)
        {
            var arrived = byId[sample.Id];
            Assert.True(arrived.Attributes.Remove("ebtrail", out var said) && said == trail);
            Assert.Equal(sample.Expected().ToString(), arrived.ToString());
        }
    }

    private static void InOrder(List<SeenEvent> seen)
    {
        var byKey = seen.GroupBy(e => Convert.ToHexString(e.Key!)).ToList();
        Assert.Equal(Samples.Keys, byKey.Count);
        Assert.All(byKey, key => Assert.Equal(key.Select(e => e.Id).Order(StringComparer.Ordinal), key.Select(e => e.Id)));
    }
}
