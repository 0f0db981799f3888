using System.Text;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping;

/// <summary>Events written by hand.</summary>
internal static class Samples
{
    public const string EventType = "OrderShipped";
    public static readonly Guid Bridge = Guid.Parse("0123456789abcdef0123456789abcdef");
    public const string OutEntry = "0123456789abcdef0123456789abcdef.out";
    public const string InEntry = "0123456789abcdef0123456789abcdef.in";

    public static readonly OutgoingRules Out = new(EventType, EventFormat.Binary, Bridge);
    public static readonly OutgoingRules OutStructured = new(EventType, EventFormat.Structured, Bridge);
    public static readonly OutgoingRules OutFifo = Out with { IsFifo = true };
    public static readonly IncomingRules In = new(EventType, EventFormat.Binary, Bridge);
    public static readonly IncomingRules InStructured = new(EventType, EventFormat.Structured, Bridge);

    public static byte[] U(string text) => Encoding.UTF8.GetBytes(text);

    public static string S(byte[]? bytes) => Encoding.UTF8.GetString(bytes!);

    public static Header H(string name, string? value) => new(name, value is null ? null : U(value));

    public static List<Header> Required() => [H("ce_specversion", "1.0"), H("ce_id", "1"), H("ce_source", "/orders"), H("ce_type", EventType)];

    public static ConsumedRecord Record(IEnumerable<Header> headers, string? value = "{}", byte[]? key = null) =>
        Record(headers, value is null ? null : U(value), key);

    public static ConsumedRecord Record(IEnumerable<Header> headers, byte[]? value, byte[]? key = null) =>
        new(new PartitionId("businessevents.a.b", 3), 42, new EventRecord(key, value, [.. headers]));

    /// <summary>The required headers, and these.</summary>
    public static ConsumedRecord Event(params Header[] further) => Record([.. Required(), .. further]);

    public static ConsumedRecord StructuredEvent(string json, params Header[] further) =>
        Record([H("content-type", "application/cloudevents+json"), .. further], json);

    /// <summary>A structured event whose JSON has the required members, and these.</summary>
    public static string Json(string further = "") =>
        $$"""{"specversion":"1.0","id":"1","source":"/orders","type":"{{EventType}}"{{further}}}""";

    public static ReceivedMessage Message(string body, params SqsAttribute[] attributes) => new("m-1", U(body), attributes, null);

    /// <summary>A message with the required attributes, and these.</summary>
    public static ReceivedMessage BinaryMessage(string body, params SqsAttribute[] further) =>
        Message(body, [.. Required().Select(h => SqsAttribute.Text(h.Name, h.Value!)), .. further]);

    public static ReceivedMessage StructuredMessage(string body, params SqsAttribute[] further) =>
        Message(body, [SqsAttribute.Text("content-type", "application/cloudevents+json"), .. further]);

    public static SqsMessage Mapped(Outgoing outgoing)
    {
        Assert.True(outgoing.Refusal is null, outgoing.Refusal?.Reason);
        return outgoing.Message!;
    }

    public static EventRecord Mapped(Incoming incoming)
    {
        Assert.True(incoming.Refusal is null, incoming.Refusal?.Reason);
        return incoming.Record!;
    }

    public static ReceivedMessage Received(SqsMessage sent) => new("m-1", sent.BodyUtf8.ToArray(), sent.Attributes, sent.GroupId);

    public static string? Attribute(SqsMessage message, string name)
    {
        foreach (var attribute in message.Attributes)
        {
            if (attribute.Name == name)
                return attribute.StringValue;
        }
        return null;
    }

    public static string? HeaderOf(EventRecord record, string name)
    {
        foreach (var header in record.Headers)
        {
            if (header.Name == name)
                return header.Value is null ? null : S(header.Value);
        }
        return null;
    }

    /// <summary>Headers as one line each, without the trail.</summary>
    public static List<string> Lines(IEnumerable<Header> headers) =>
        [.. headers.Where(h => h.Name != "ce_ebtrail").Select(h => h.Name + "=" + (h.Value is null ? "null" : Convert.ToHexString(h.Value)))];
}
