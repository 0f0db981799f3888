using Amazon.SQS.Model;
using Confluent.Kafka;
using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Support.Services;
using static EventBrokerManager.Tests.Faults.Traffic;

namespace EventBrokerManager.Tests.Faults;

/// <summary>Each kind of broken event, with good ones before and behind it: a dead letter that says what to do, and the flow goes on.</summary>
[Collection(ProductTests.Name)]
public sealed class BadEventsTests(SharedProduct shared)
{
    private const string Structured = "application/cloudevents+json";

    [SkippableFact]
    public async Task BrokenEventsFromKafka_DeadLettersWithReasons_TheOthersArrive()
    {
        var product = await shared.GetAsync();
        const string Type = "BrokenOut";
        var queue = await product.Fauxqs.CreateQueueAsync(attributes: new() { ["MaximumMessageSize"] = "65536" });
        var topic = await product.Portal.ChannelAsync(Type);
        var bridge = await product.Portal.BridgeAsync("Broken events out", [Carries.Out(Type, queue)]);
        var broken = new Dictionary<string, (Message<byte[]?, byte[]?> Record, string Code, string Words)>
        {
            ["no id"] = (Without("ce_id"), "missing-attribute", "lacks ce_id."),
            ["no source"] = (Without("ce_source"), "missing-attribute", "lacks ce_source."),
            ["no specversion"] = (Without("ce_specversion"), "missing-attribute", "lacks ce_specversion."),
            ["version 0.3"] = (With("ce_specversion", "0.3"u8.ToArray()), "unsupported-specversion", "CloudEvents version \"0.3\"; only 1.0"),
            ["attribute twice"] = (Added("ce_subject", "a"u8, "ce_subject", "b"u8), "duplicate-attribute", "ce_subject"),
            ["not UTF-8"] = (Added("ce_subject", [0xC3, 0x28]), "not-utf8", "ce_subject are not UTF-8"),
            ["broken JSON"] = (Json("{\"specversion\":\"1.0\",\"type\":\"BrokenOut\",\"id\":\"x\",\"source\":\"/x\",\"data\":{"), "malformed-json", "structured"),
            ["other format"] = (Added("content-type", "application/cloudevents+avro"u8, null, default), "unsupported-format", "application/cloudevents+avro"),
            ["too large"] = (Sized(70_000), "too-large", "65,536"),
        };

        var records = broken.Values.Select(b => b.Record).ToList();
        records.Add(Without("ce_type"));
        records.Add(With("ce_type", "Another"u8.ToArray()));
        var good = Good().ToList();
        await product.Kafka.ProduceAsync(topic, Enumerable.Range(0, 50).Select(n => Record(Type, Id(n))));
        await product.Kafka.ProduceAsync(topic, records);
        await product.Kafka.ProduceAsync(topic, good.Concat(Enumerable.Range(50, 50).Select(n => Record(Type, Id(n)))));

        var end = await product.Portal.UntilAsync(
            bridge, b => b.Connections[0] is { Lag: 0 } c && c.Delivered == 100 + good.Count, "the good ones are delivered");
        var seen = (await product.Fauxqs.DrainAsync(queue, 100 + good.Count, TimeSpan.FromSeconds(30))).ConvertAll(SeenEvent.Of);
        Assert.Equal(100 + good.Count, seen.DistinctBy(e => e.Id).Count());
        Assert.Equal("Running", end.State);
        var letters = await product.Portal.DeadLettersAsync(bridge);
        Assert.Equal(end.Connections[0].DeadLetters, letters.Count);
        foreach (var (what, (_, code, words)) in broken)
            Assert.True(letters.Any(d => d.ReasonCode == code && d.Reason.Contains(words, StringComparison.Ordinal) && d.Origin.StartsWith(topic, StringComparison.Ordinal)), $"{what}: {code}, {words}\n{string.Join('\n', letters)}");

        // An event without a type is broken; one of another type is somebody else's, and passed over.
        Assert.Equal(broken.Count + 1, letters.Count);
        await product.Portal.StopAsync(bridge);

        Message<byte[]?, byte[]?> Fresh() => Record(Type, $"bad-{Guid.NewGuid():N}");

        Message<byte[]?, byte[]?> Without(string name)
        {
            var record = Fresh();
            record.Headers.Remove(name);
            return record;
        }

        Message<byte[]?, byte[]?> With(string name, byte[] value)
        {
            var record = Without(name);
            record.Headers.Add(name, value);
            return record;
        }

        Message<byte[]?, byte[]?> Added(string name, ReadOnlySpan<byte> value, string? secondName = null, ReadOnlySpan<byte> secondValue = default)
        {
            var record = name == "content-type" ? Without(name) : Fresh();
            record.Headers.Add(name, value.ToArray());
            if (secondName is not null)
                record.Headers.Add(secondName, secondValue.ToArray());
            return record;
        }

        Message<byte[]?, byte[]?> Json(string text) => new() { Value = Utf8(text), Headers = [H("content-type", Structured)] };

        Message<byte[]?, byte[]?> Sized(int bytes)
        {
            var record = Fresh();
            record.Value = Utf8($"\"{new string('x', bytes)}\"");
            return record;
        }

        // What cannot stay as it is, but can go: eleven attributes, binary data, nothing at all, headers that repeat or are no text.
        IEnumerable<Message<byte[]?, byte[]?>> Good()
        {
            var many = Record(Type, "good-many");
            for (var i = 0; i < 11; i++)
                many.Headers.Add($"ce_extension{i}", Utf8($"{i}"));
            yield return many;
            var binary = Record(Type, "good-binary");
            binary.Headers.Remove("content-type");
            binary.Headers.Add("content-type", "image/png"u8.ToArray());
            binary.Value = [0, 1, 0xFF];
            yield return binary;
            var nothing = Record(Type, "good-null");
            nothing.Value = null;
            yield return nothing;
            var headers = Record(Type, "good-headers");
            headers.Headers.Add("retry", "1"u8.ToArray());
            headers.Headers.Add("retry", "2"u8.ToArray());
            headers.Headers.Add("blob", [0xC3, 0x28]);
            yield return headers;
        }
    }

    [SkippableFact]
    public async Task BrokenMessagesFromSqs_DeadLettersWithReasons_TheOthersArrive()
    {
        var product = await shared.GetAsync();
        const string Type = "BrokenIn";
        var queue = await product.ElasticMq.CreateQueueAsync();
        var topic = await product.Portal.ChannelAsync(Type);
        var bridge = await product.Portal.BridgeAsync("Broken events in", [Carries.In(Type, queue)]);
        var broken = new (SendMessageBatchRequestEntry Entry, string Code, string Words)[]
        {
            (Changed(e => e.Remove("ce_id")), "missing-attribute", "lacks ce_id."),
            (Changed(e => e.Remove("ce_source")), "missing-attribute", "lacks ce_source."),
            (Changed(e => e.Remove("ce_specversion")), "missing-attribute", "lacks ce_specversion."),
            (Changed(e => e.Remove("ce_type")), "missing-attribute", "lacks ce_type."),
            (Changed(e => e["ce_type"] = S("Another")), "wrong-type", "this queue is configured for \"BrokenIn\""),
            (Changed(e => e["ce_specversion"] = S("0.3")), "unsupported-specversion", "only 1.0"),
            (Changed(e => e["ce_subject"] = new MessageAttributeValue { DataType = "Binary", BinaryValue = new MemoryStream([0xC3, 0x28]) }), "not-utf8", "ce_subject"),
            (Json("{\"specversion\":\"1.0\",\"id\":"), "malformed-json", "structured"),
            (Json("{\"specversion\":\"1.0\",\"id\":\"x\",\"id\":\"y\",\"source\":\"/x\",\"type\":\"BrokenIn\"}"), "duplicate-attribute", "id"),
            (Json("[]", "application/cloudevents-batch+json"), "unsupported-format", "one event each"),
        };
        await SendAsync(Enumerable.Range(0, 50).Select(n => Entry(Type, Id(n))));
        await SendAsync(broken.Select(b => b.Entry));
        await SendAsync(Enumerable.Range(50, 50).Select(n => Entry(Type, Id(n))));

        await product.Portal.DeliveredAsync(bridge, 100);
        await ReadAsync(product.Kafka, topic, 100);
        var end = await product.Portal.UntilAsync(bridge, b => b.Connections[0] is { Lag: 0 } c && c.DeadLetters == broken.Length, "dead letters");
        Assert.Equal("Running", end.State);
        var letters = await product.Portal.DeadLettersAsync(bridge);
        foreach (var (_, code, words) in broken)
            Assert.True(letters.Any(d => d.ReasonCode == code && d.Reason.Contains(words, StringComparison.Ordinal)), $"{code}, {words}\n{string.Join('\n', letters)}");
        await product.Portal.StopAsync(bridge);
        Assert.Empty(await product.ElasticMq.WaitingAsync(queue));

        SendMessageBatchRequestEntry Changed(Action<Dictionary<string, MessageAttributeValue>> change)
        {
            var entry = Entry(Type, $"bad-{Guid.NewGuid():N}");
            change(entry.MessageAttributes);
            return entry;
        }

        SendMessageBatchRequestEntry Json(string text, string contentType = Structured) => new()
        {
            Id = $"bad-{Guid.NewGuid():N}",
            MessageBody = text,
            MessageAttributes = new Dictionary<string, MessageAttributeValue> { ["content-type"] = S(contentType) },
        };

        async Task SendAsync(IEnumerable<SendMessageBatchRequestEntry> entries)
        {
            foreach (var batch in entries.Chunk(10))
                Assert.Empty((await product.ElasticMq.Client.SendMessageBatchAsync(queue, [.. batch])).Failed ?? []);
        }
    }
}
