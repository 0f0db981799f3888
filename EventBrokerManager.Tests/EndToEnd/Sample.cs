using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Amazon.SQS.Model;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Confluent.Kafka;

namespace EventBrokerManager.Tests.EndToEnd;

/// <summary>An event of a test, as it was meant; how it is written on each side is written down here by hand or by the CloudEvents SDK.</summary>
internal sealed class Sample
{
    private static readonly JsonEventFormatter Formatter = new();

    public required string Id { get; init; }

    public required string Type { get; init; }

    public byte[]? Key { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Null is Kafka's null value.</summary>
    public byte[]? Data { get; init; } = [];

    /// <summary>Attributes beside id, source, type and specversion.</summary>
    public Dictionary<string, string> More { get; init; } = [];

    /// <summary>Other headers, in their order; on SQS's side they are attributes.</summary>
    public List<(string Name, byte[]? Value)> Others { get; init; } = [];

    /// <summary>Written in structured mode by its publisher.</summary>
    public bool IsStructured { get; init; }

    /// <summary>Of a message that says its key by <c>ebkey</c>.</summary>
    public bool SaysKey { get; init; }

    public SeenEvent Expected() => new(Attributes().ToDictionary(), ContentType, Data, Key, Others);

    public Message<byte[]?, byte[]?> ToKafka()
    {
        var headers = new Headers();
        if (IsStructured)
        {
            headers.Add("content-type", "application/cloudevents+json"u8.ToArray());
            return new Message<byte[]?, byte[]?> { Key = Key, Value = Structured(), Headers = headers };
        }

        headers.Add("ce_specversion", "1.0"u8.ToArray());
        foreach (var (name, value) in Attributes())
            headers.Add($"ce_{name}", Encoding.UTF8.GetBytes(value));
        headers.Add("content-type", Encoding.UTF8.GetBytes(ContentType));
        foreach (var (name, value) in Others)
            headers.Add(name, value);
        return new Message<byte[]?, byte[]?> { Key = Key, Value = Data, Headers = headers };
    }

    /// <param name="group">True for a FIFO queue: the group is the key.</param>
    public SendMessageBatchRequestEntry ToSqs(bool group)
    {
        var entry = new SendMessageBatchRequestEntry
        {
            Id = Id.Replace('/', '_'),
            MessageBody = IsStructured ? Encoding.UTF8.GetString(Structured()) : Encoding.UTF8.GetString(Data!),
            MessageAttributes = [],
            MessageGroupId = group ? Encoding.UTF8.GetString(Key!) : null,
            MessageDeduplicationId = group ? Id : null,
        };
        if (IsStructured)
        {
            Add(entry, "content-type", "application/cloudevents+json");
        }
        else
        {
            Add(entry, "ce_specversion", "1.0");
            foreach (var (name, value) in Attributes())
                Add(entry, $"ce_{name}", value);
            Add(entry, "content-type", ContentType);
        }

        if (SaysKey)
            entry.MessageAttributes["ebkey"] = new MessageAttributeValue { DataType = "Binary", BinaryValue = new MemoryStream(Key!) };
        foreach (var (name, value) in Others)
            entry.MessageAttributes[name] = new MessageAttributeValue { DataType = "Binary", BinaryValue = new MemoryStream(value!) };
        return entry;
    }

    private static void Add(SendMessageBatchRequestEntry entry, string name, string value) => entry.MessageAttributes[name] = new MessageAttributeValue
    {
        DataType = name == "ce_number" ? "Number" : "String",
        StringValue = value,
    };

    private IEnumerable<KeyValuePair<string, string>> Attributes() =>
        new Dictionary<string, string> { ["id"] = Id, ["source"] = "/tests/end-to-end", ["type"] = Type }.Concat(More);

    private byte[] Structured()
    {
        var written = new CloudEvent(CloudEventsSpecVersion.V1_0) { DataContentType = ContentType };
        foreach (var (name, value) in Attributes())
            written.SetAttributeFromString(name, value);
        written.Data = Data is null ? null : ContentType == "application/json" ? JsonSerializer.Deserialize<JsonElement>(Data) : Data;
        return Formatter.EncodeStructuredModeMessage(written, out ContentType _).ToArray();
    }

    public static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
