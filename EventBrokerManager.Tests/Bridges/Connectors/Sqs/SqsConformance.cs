using System.Text;
using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support.Services;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs;

/// <summary>The connector against an SQS server that somebody else wrote: what it sends can be received, byte for byte, and settled.</summary>
public abstract class SqsConformance
{
    private static readonly Guid Sender = Guid.NewGuid();
    private static readonly Guid Receiver = Guid.NewGuid();

    protected abstract Task<SqsServer> OpenAsync();

    /// <summary>A character beyond U+FFFF, which SQS takes and not every server that stands in for it.</summary>
    protected virtual string Astral => "\U0001F600";

    [SkippableTheory]
    [InlineData(EventFormat.Binary)]
    [InlineData(EventFormat.Structured)]
    public async Task Send_ThenReceive_EveryByteTheSame(EventFormat format)
    {
        var server = await OpenAsync();
        var url = await server.CreateQueueAsync();
        await using var sink = Sink(server, url, format);
        var sent = new[]
        {
            Record(0, """{"quantity": 1, "name": "Zoë \" \\ """ + Astral + "\"}", key: "key", ("ce_note", "ünïcödé & <tags>")),
            Record(1, "plain\ttext\nwith lines", key: null, ("x-request", "abc")),
            Record(2, new byte[] { 0, 1, 254, 255 }, key: "binary"),
            Record(3, (byte[]?)null, key: "tombstone"),
            Record(4, "", key: ""),
            Record(5, "{}", key: "many", [.. Enumerable.Range(0, 12).Select(i => ($"ce_extra{i}", $"{i}"))]),
        };

        var results = await sink.SendAsync([.. sent.Select(record => sink.Map(record))], default);
        Assert.All(results, result => Assert.Equal(SendOutcome.Delivered, result.Outcome));

        await using var source = Source(server, url);
        var received = (await ReceiveAsync(source, sent.Length)).ToDictionary(delivery => Id(delivery.Map().Record), delivery => delivery.Map());
        foreach (var record in sent)
        {
            var came = received[$"{record.Offset}"];
            Assert.Null(came.Reason);
            Assert.Equal(record.Record.Key, came.Record.Key);
            Assert.Equal(record.Record.Value, came.Record.Value);
            Assert.Equal(Headers(record.Record), Headers(came.Record));
        }
    }

    [SkippableFact]
    public async Task Acknowledge_GoneForGood_ReleaseBringsBackAtOnce()
    {
        var server = await OpenAsync();
        var url = await server.CreateQueueAsync();
        await using var sink = Sink(server, url);
        await sink.SendAsync([sink.Map(Record(0, "a", null)), sink.Map(Record(1, "b", null))], default);
        await using var source = Source(server, url);
        var received = await ReceiveAsync(source, 2);

        Assert.Empty(await source.AcknowledgeAsync([received[0]], default));
        await source.RenewAsync([received[1]], default);
        await source.ReleaseAsync([received[1]], default);

        var again = Assert.Single(await ReceiveAsync(source, 1));
        Assert.Equal(received[1].Id, again.Id);
        Assert.Empty(await source.AcknowledgeAsync([again], default));
        Assert.Equal(0, await source.BacklogAsync(default));
    }

    [SkippableFact]
    public async Task Receive_NothingThere_ComesBackEmpty()
    {
        var server = await OpenAsync();
        await using var source = Source(server, await server.CreateQueueAsync());

        Assert.Empty(await source.ReceiveAsync(wait: false, default));
    }

    [SkippableFact]
    public async Task Fifo_KeyIsTheGroup_OrderKeptAndCopiesDropped()
    {
        var server = await OpenAsync();
        var url = await server.CreateQueueAsync(fifo: true);
        await using var sink = Sink(server, url);
        Assert.True(sink.IsOrdered);
        for (var i = 0; i < 6; i++)
            await sink.SendAsync([sink.Map(Record(i, $"{i}", $"key-{i % 2}"))], default);
        await sink.SendAsync([sink.Map(Record(5, "5", "key-1"))], default);

        await using var source = Source(server, url);
        var received = new List<Delivery>();
        while (received.Count < 6)
        {
            var batch = await ReceiveAsync(source, 1);
            received.AddRange(batch);
            await source.AcknowledgeAsync(batch, default);
        }

        Assert.All(received.GroupBy(delivery => delivery.OrderKey), group =>
            Assert.Equal(group.Select(delivery => Id(delivery.Map().Record)).Order(), group.Select(delivery => Id(delivery.Map().Record))));
        Assert.Empty(await source.ReceiveAsync(wait: false, default));
    }

    [SkippableFact]
    public async Task Send_QueueMissing_APersonMustAct()
    {
        var server = await OpenAsync();
        await using var sink = Sink(server, server.Endpoint + "/000000000000/nobody-made-it");

        var onProbe = await Assert.ThrowsAsync<TargetException>(() => sink.ProbeAsync(default));
        var onSend = await Assert.ThrowsAsync<TargetException>(() => sink.SendAsync([sink.Map(Record(0, "a", null))], default));

        Assert.Equal((TargetFault.NeedsPerson, TargetFault.NeedsPerson), (onProbe.Fault, onSend.Fault));
        Assert.Contains("does not exist", onSend.Message, StringComparison.Ordinal);
    }

    private static async Task<List<Delivery>> ReceiveAsync(ISource source, int count)
    {
        var received = new List<Delivery>();
        while (received.Count < count)
            received.AddRange(await source.ReceiveAsync(wait: true, default));
        return received;
    }

    private static SqsConnector Connector(SqsServer server) => new(
        new SqsClients(TimeProvider.System, NullLogger<SqsClients>.Instance),
        new AllowedOrigins(Options.Create(new SqsOptions { AllowedEndpoints = [server.Endpoint] }), []),
        TimeProvider.System);

    private static ISink Sink(SqsServer server, string url, EventFormat format = EventFormat.Binary) =>
        Connector(server).OpenSink(Plan(Sender), Connection(url, Direction.KafkaToTarget, format));

    private static ISource Source(SqsServer server, string url) =>
        Connector(server).OpenSource(Plan(Receiver), Connection(url, Direction.TargetToKafka, EventFormat.Binary));

    private static BridgePlan Plan(Guid id) => new(id, "bridge", "sqs", "eu-central-1", StartFrom.New, 1, []);

    private static ConnectionPlan Connection(string url, Direction direction, EventFormat format) =>
        new(Guid.NewGuid(), "OrderPlaced", "orders", direction, url, "queue", format, 0, 0);

    private static ConsumedRecord Record(long offset, string data, string? key, params (string Name, string Value)[] more) =>
        Record(offset, Encoding.UTF8.GetBytes(data), key, more);

    private static ConsumedRecord Record(long offset, byte[]? data, string? key, params (string Name, string Value)[] more) => new(
        new PartitionId("orders", 0), offset, new EventRecord(
            key is null ? null : Encoding.UTF8.GetBytes(key), data,
            [Header("ce_id", $"{offset}"), Header("ce_source", "/shop"), Header("ce_specversion", "1.0"), Header("ce_type", "OrderPlaced"),
             Header("content-type", data is { Length: > 0 } && data[0] == '{' ? "application/json" : "text/plain"), .. more.Select(one => Header(one.Name, one.Value))]));

    private static Header Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private static string Id(EventRecord record) =>
        Encoding.UTF8.GetString(record.Headers.First(header => header.Name == "ce_id").Value!);

    /// <summary>All but the trail, which is the bridge's own.</summary>
    private static IEnumerable<string> Headers(EventRecord record) => record.Headers
        .Where(header => header.Name != "ce_ebtrail")
        .Select(header => $"{header.Name}={Encoding.UTF8.GetString(header.Value ?? [])}")
        .Order(StringComparer.Ordinal);
}
