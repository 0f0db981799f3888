using System.Net.Mime;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudNative.CloudEvents.SystemTextJson;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping.Samples;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping;

public sealed class RoundTripTests
{
    private const int Seeds = 2_000;

    [Theory]
    [InlineData(EventFormat.Binary, false)]
    [InlineData(EventFormat.Binary, true)]
    [InlineData(EventFormat.Structured, false)]
    [InlineData(EventFormat.Structured, true)]
    public void GeneratedEvents_EveryHeaderAndByteComesBack(EventFormat format, bool fifo)
    {
        var rules = new OutgoingRules(EventType, format, Bridge) { IsFifo = fifo };
        var (binary, structured) = (0, 0);
        ForEachSeed(generator =>
        {
            var record = generator.Next();
            var sent = Mapped(SqsMapping.ToSqs(record, rules));
            SqsLimits.Check(sent, fifo);
            var isStructured = Attribute(sent, "content-type") == "application/cloudevents+json";
            _ = isStructured ? structured++ : binary++;

            var back = Mapped(SqsMapping.ToKafka(Received(sent), In));
            Assert.Equal(record.Record.Key, back.Key);
            Assert.Equal(record.Record.Value, back.Value);
            // A queue that keeps the attributes' order gets every header back to its place; a structured event has its attributes first.
            var (before, after) = (Lines(record.Record.Headers), Lines(back.Headers));
            if (isStructured)
                AssertSameByName(before, after);
            else
                Assert.Equal(before, after);

            // SQS promises no order of attributes.
            var attributes = sent.Attributes.OrderByDescending(a => a.Name, StringComparer.Ordinal).ToList();
            back = Mapped(SqsMapping.ToKafka(Received(sent) with { Attributes = attributes }, In));
            Assert.Equal(record.Record.Key, back.Key);
            Assert.Equal(record.Record.Value, back.Value);
            AssertSameByName(before, Lines(back.Headers));
        });
        Assert.True(structured > Seeds / 10, $"only {structured} structured");
        Assert.Equal(format == EventFormat.Structured, binary == 0);
    }

    [Fact]
    public void GeneratedEvents_TheCloudEventsSdkReadsTheSame()
    {
        var judged = 0;
        ForEachSeed(generator =>
        {
            var record = generator.Next();
            var sent = Mapped(SqsMapping.ToSqs(record, OutStructured));
            AssertJsonSaysTheSame(record.Record, sent.Body);
            if (generator.IsOdd)
                return;
            AssertSdkSaysTheSame(record.Record, sent);
            judged++;
        });
        Assert.True(judged > Seeds / 10, $"only {judged} judged");
    }

    [Fact]
    public void GeneratedEvents_StructuredAllTheWay_ReadTheSameInTheEnd()
    {
        ForEachSeed(generator =>
        {
            var record = generator.Next();
            var first = Mapped(SqsMapping.ToSqs(record, Out));
            var kafka = Mapped(SqsMapping.ToKafka(Received(first), InStructured));
            AssertJsonSaysTheSame(record.Record, S(kafka.Value));
            Assert.Equal(record.Record.Key, kafka.Key);

            var second = new OutgoingRules(EventType, EventFormat.Binary, Guid.NewGuid());
            var again = Mapped(SqsMapping.ToSqs(record with { Record = kafka }, second));
            SqsLimits.Check(again, isFifo: false);
            AssertJsonSaysTheSame(record.Record, again.Body);
            var back = Mapped(SqsMapping.ToKafka(Received(again), new IncomingRules(EventType, EventFormat.Binary, Guid.NewGuid())));
            Assert.Equal(record.Record.Key, back.Key);
            if (HeaderOf(back, "content-type") != "application/cloudevents+json")
                Assert.Equal(record.Record.Value, back.Value);
        });
    }

    [Fact]
    public void Garbage_IsMappedWithinTheLimitsOrRefused_NeverThrows()
    {
        var (mapped, refused, passedOver) = (0, 0, 0);
        ForEachSeed(generator =>
        {
            var record = generator.Garbage();
            var outgoing = SqsMapping.ToSqs(record, OutFifo);
            if (outgoing.Message is { } sent)
            {
                SqsLimits.Check(sent, isFifo: true);
                mapped++;
            }
            _ = outgoing.IsPassedOver ? passedOver++ : refused += outgoing.Refusal is null ? 0 : 1;

            var attributes = record.Record.Headers.Where(h => h.Value is not null).Select(h => SqsAttribute.Binary(h.Name, h.Value!)).ToList();
            var incoming = SqsMapping.ToKafka(new ReceivedMessage("m", record.Record.Value ?? [], attributes, null), In);
            Assert.NotEqual(incoming.Record is null, incoming.Refusal is null);
        });
        Assert.True(mapped > 100 && refused > 100, $"{mapped} mapped, {refused} refused, {passedOver} passed over");
    }

    private static void ForEachSeed(Action<EventGenerator> test)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                test(new EventGenerator(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }
        }
    }

    /// <summary>The same headers, and those of one name in the same order.</summary>
    private static void AssertSameByName(List<string> before, List<string> after) =>
        Assert.Equal(before.OrderBy(Name, StringComparer.Ordinal), after.OrderBy(Name, StringComparer.Ordinal));

    private static string Name(string line) => line[..line.LastIndexOf('=')];

    private static void AssertJsonSaysTheSame(EventRecord record, string json)
    {
        using var document = JsonDocument.Parse(json);
        var members = document.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        Assert.True(members.Remove("ebtrail"));
        foreach (var (name, value) in AttributesOf(record))
        {
            Assert.True(members.Remove(name, out var member), name);
            Assert.Equal(value, member.GetString());
        }
        var data = members.Remove("data", out var text) ? text : default;
        var base64 = members.Remove("data_base64", out var bytes) ? bytes.GetBytesFromBase64() : null;
        Assert.Empty(members);
        if (record.Value is null)
        {
            Assert.Equal(JsonValueKind.Undefined, data.ValueKind);
            Assert.Null(base64);
        }
        else if (base64 is not null)
        {
            Assert.Equal(record.Value, base64);
        }
        else
        {
            var isText = HeaderOf(record, "content-type") is { Length: > 0 } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase);
            Assert.Equal(isText ? S(record.Value) : S(record.Value).Trim(' ', '\r', '\n', '\t'), isText ? data.GetString() : data.GetRawText());
        }
    }

    private static void AssertSdkSaysTheSame(EventRecord record, SqsMessage sent)
    {
        var read = new JsonEventFormatter().DecodeStructuredModeMessage(
            sent.BodyUtf8, new ContentType(Attribute(sent, "content-type")!), extensionAttributes: null);
        var found = read.GetPopulatedAttributes().ToDictionary(a => a.Key.Name, a => a.Key.Format(a.Value));
        Assert.True(found.Remove("ebtrail"));
        Assert.Equal("1.0", read.SpecVersion.VersionId);
        foreach (var (name, value) in AttributesOf(record))
        {
            if (name == "specversion")
                continue;
            Assert.True(found.Remove(name, out var member), name);
            if (name == "time")
                Assert.Equal(DateTimeOffset.Parse(value, null), read.Time);
            else
                Assert.Equal(value, member);
        }
        // The SDK says aloud what the JSON format implies.
        found.Remove("datacontenttype");
        Assert.Empty(found);
        switch (read.Data)
        {
            case null: Assert.Null(record.Value); break;
            case byte[] bytes: Assert.Equal(record.Value, bytes); break;
            case string text: Assert.Equal(S(record.Value), text); break;
            case JsonElement json: Assert.Equal(S(record.Value).Trim(' ', '\r', '\n', '\t'), json.GetRawText()); break;
            default: Assert.Fail(read.Data.GetType().Name); break;
        }
    }

    private static IEnumerable<(string Name, string Value)> AttributesOf(EventRecord record)
    {
        foreach (var (name, value) in record.Headers)
        {
            if (value is null || name is "ce_ebtrail" or "ce_data" or "ce_datacontenttype")
                continue;
            if (name == "content-type" && value.Length > 0)
                yield return ("datacontenttype", S(value));
            else if (Regex.IsMatch(name, "^ce_[a-z0-9]+$") && (value.Length > 0 || name is not "ce_subject"))
                yield return (name[3..], S(value));
        }
    }
}
