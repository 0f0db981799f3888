using System.Globalization;
using System.Text;
using Amazon.SQS.Model;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support.Services;
using static EventBrokerManager.Tests.Faults.Traffic;

namespace EventBrokerManager.Tests.EndToEnd;

/// <summary>Dead letters of a FIFO queue and of a channel that are sent again after what refused them was mended.</summary>
[Collection(ProductTests.Name)]
public sealed class RedriveTests(SharedProduct shared)
{
    private const int Letters = 30, Keys = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task FifoQueueRaisesItsLimit_RedriveArrivesOnceInOrderWithNewDeduplicationIds()
    {
        var product = await shared.GetAsync();
        const string Type = "RedrivenOut";
        var queue = await product.Fauxqs.CreateQueueAsync(fifo: true, attributes: new() { ["MaximumMessageSize"] = "2048" });
        var topic = await product.Portal.ChannelAsync(Type);
        var bridge = await product.Portal.BridgeAsync("Redriven out", [Carries.Out(Type, queue)]);
        await product.Kafka.ProduceAsync(topic, Enumerable.Range(0, Letters).Select(n => Large(Record(Type, Id(n)), n)));
        await product.Portal.UntilAsync(bridge, b => b.Connections[0].DeadLetters == Letters, "dead letters");
        var letters = await product.Portal.DeadLettersAsync(bridge);
        Assert.All(letters, letter => Assert.Equal("too-large", letter.ReasonCode));
        Assert.Equal(Letters, (await product.Portal.PreviewRedriveAsync(bridge)).GetProperty("refusedAgain").GetProperty("too-large").GetInt32());

        await product.Fauxqs.Client.SetQueueAttributesAsync(queue, new() { ["MaximumMessageSize"] = "262144" });
        Assert.Empty((await product.Portal.PreviewRedriveAsync(bridge)).GetProperty("refusedAgain").EnumerateObject());
        await product.Portal.RedriveAsync(bridge, new { });
        var done = await product.Portal.RedrivenAsync(bridge);

        Assert.Equal((Letters, 0, 0), (done.Delivered, done.RefusedAgain, done.Left));
        var arrived = await product.Fauxqs.DrainAsync(queue, Letters, Limit);
        Assert.Equal(Letters, arrived.Select(m => m.MessageAttributes["ce_id"].StringValue).Distinct().Count());
        Assert.All(arrived.GroupBy(m => m.Attributes["MessageGroupId"]), key => Assert.Equal(
            key.Select(m => m.MessageAttributes["ce_id"].StringValue).Order(StringComparer.Ordinal), key.Select(m => m.MessageAttributes["ce_id"].StringValue)));
        var origins = letters.ToDictionary(letter => letter.EventId!, letter => letter.Origin.Split('/'));
        Assert.All(arrived, m => Assert.Equal(
            Deduplication.Id(
                "/faults"u8, Utf8(m.MessageAttributes["ce_id"].StringValue), new PartitionId(topic, Number(origins[m.MessageAttributes["ce_id"].StringValue][1])),
                Number(origins[m.MessageAttributes["ce_id"].StringValue][2]), redriveNumber: 1),
            m.Attributes["MessageDeduplicationId"]));
        var end = await product.Portal.UntilAsync(bridge, b => b.Connections[0] is { DeadLetters: 0, Delivered: Letters }, "the counts are right");
        Assert.Equal("Running", end.State);
        Assert.Empty(await product.Portal.DeadLettersAsync(bridge));
        await product.Portal.StopAsync(bridge);
        Assert.Empty(await product.Fauxqs.WaitingAsync(queue));
    }

    [SkippableFact]
    public async Task ChannelRaisesItsLimit_RedriveOfMessagesArrivesOnceInOrder()
    {
        var product = await shared.GetAsync();
        const string Type = "RedrivenIn";
        var queue = await product.ElasticMq.CreateQueueAsync(fifo: true);
        var topic = await product.Portal.ChannelAsync(Type);
        await SetLargestAsync(product.Kafka, topic, 2_000);
        var bridge = await product.Portal.BridgeAsync("Redriven in", [Carries.In(Type, queue)]);
        foreach (var n in Enumerable.Range(0, Letters))
        {
            var entry = Entry(Type, Id(n));
            await product.ElasticMq.Client.SendMessageAsync(new SendMessageRequest(queue, new string('x', 4_000))
            {
                MessageAttributes = entry.MessageAttributes,
                MessageGroupId = $"g{n % Keys}",
                MessageDeduplicationId = entry.Id,
            });
        }

        await product.Portal.UntilAsync(bridge, b => b.Connections[0].DeadLetters == Letters, "dead letters");
        Assert.All(await product.Portal.DeadLettersAsync(bridge), letter => Assert.Equal("refused-by-kafka", letter.ReasonCode));
        await product.Portal.RedriveAsync(bridge, new { perSecond = 1_000 });
        var refused = await product.Portal.RedrivenAsync(bridge);
        Assert.Equal((0, Letters), (refused.Delivered, refused.RefusedAgain));
        Assert.Equal(Letters, (await product.Portal.DeadLettersAsync(bridge)).Count);

        await SetLargestAsync(product.Kafka, topic, 100_000);
        // What the broker refuses it may remember for a moment.
        await Eventually.IsAsync(
            async () =>
            {
                await product.Portal.RedriveAsync(bridge, new { ids = (await product.Portal.DeadLettersAsync(bridge)).Select(letter => letter.Id) });
                return (await product.Portal.RedrivenAsync(bridge)).RefusedAgain;
            },
            again => again == 0, Limit, "all are taken");

        var arrived = await product.Kafka.ConsumeAsync(topic, Letters, Limit);
        Assert.Equal(Letters, await product.Kafka.CountAsync(topic));
        Assert.All(arrived.GroupBy(m => Encoding.UTF8.GetString(m.Message.Key!)), key => Assert.Equal(
            key.Select(IdOf).Order(StringComparer.Ordinal), key.Select(IdOf)));
        Assert.Equal(Keys, arrived.Select(m => Encoding.UTF8.GetString(m.Message.Key!)).Distinct().Count());
        Assert.All(arrived, m => Assert.Equal($"{bridge}.in", Encoding.UTF8.GetString(m.Message.Headers.GetLastBytes("ce_ebtrail"))));
        await product.Portal.UntilAsync(bridge, b => b.Connections[0] is { DeadLetters: 0, Delivered: Letters }, "the counts are right");
        await product.Portal.StopAsync(bridge);
    }

    [SkippableFact]
    public async Task LimitReached_StopsReading_DiscardLetsItGoOnByItself()
    {
        var kafka = await KafkaFixture.GetAsync();
        var fauxqs = await FauxqsFixture.GetAsync();
        const string Type = "Limited";
        var settings = RunningProduct.Settings(kafka.BootstrapServers, fauxqs.Endpoint);
        settings["DeadLetters:MaxCount"] = "5";
        await using var app = await AppProcess.StartAsync(settings);
        var portal = new Portal(app.Api);
        var queue = await fauxqs.CreateQueueAsync();
        var topic = await portal.ChannelAsync(Type);
        var bridge = await portal.BridgeAsync("Limited", [Carries.Out(Type, queue)]);
        await BadAsync(0, 5);
        await portal.UntilAsync(bridge, b => b.Connections[0].DeadLetters == 5, "it is full");

        await BadAsync(5, 5);
        await ToKafkaAsync(kafka, topic, Type, 0, 100);
        var full = await portal.UntilAsync(bridge, b => b.State == "Failed", "it stops reading");
        Assert.Contains("as many as it may, so it stops reading", full.Reason, StringComparison.Ordinal);
        Assert.Equal(5, (await portal.DeadLettersAsync(bridge)).Count);

        var discarded = await app.Api.PostAsync($"/api/v1/bridges/{bridge}/dead-letters/discard", new StringContent("""{"all":true,"reason":"A test."}""", Encoding.UTF8, "application/json"));
        Assert.Equal("""{"discarded":5}""", await discarded.Content.ReadAsStringAsync());
        await portal.UntilAsync(bridge, b => b is { State: "Running" } && b.Connections[0] is { Delivered: 100, DeadLetters: 5, Lag: 0 }, "it goes on by itself");
        Assert.Equal(Enumerable.Range(5, 5).Select(n => $"bad-{n}"), (await portal.DeadLettersAsync(bridge)).Select(letter => letter.EventId).Order(StringComparer.Ordinal));

        Task BadAsync(int first, int count) => kafka.ProduceAsync(topic, Enumerable.Range(first, count).Select(n =>
        {
            var record = Record(Type, $"bad-{n}");
            record.Headers.Remove("ce_source");
            return record;
        }));
    }

    private static Message<byte[]?, byte[]?> Large(Message<byte[]?, byte[]?> record, int n)
    {
        record.Key = Utf8($"key-{n % Keys}");
        record.Value = Utf8($"\"{new string('x', 4_000)}\"");
        return record;
    }

    private static async Task SetLargestAsync(KafkaFixture kafka, string topic, int bytes)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new ConfigResource { Name = topic, Type = ResourceType.Topic }] =
                [new ConfigEntry { Name = "max.message.bytes", Value = bytes.ToString(CultureInfo.InvariantCulture), IncrementalOperation = AlterConfigOpType.Set }],
        });
    }

    private static string IdOf(ConsumeResult<byte[]?, byte[]?> record) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("ce_id"));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
