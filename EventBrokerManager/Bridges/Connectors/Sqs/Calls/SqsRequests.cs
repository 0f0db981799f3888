using System.Text.Json;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Bridges.Engine;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Calls;

/// <summary>Writes the requests, straight from the events' bytes.</summary>
internal static class SqsRequests
{
    private static readonly JsonEncodedText QueueUrl = JsonEncodedText.Encode("QueueUrl");
    private static readonly JsonEncodedText Entries = JsonEncodedText.Encode("Entries");
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("Id");
    private static readonly JsonEncodedText Body = JsonEncodedText.Encode("MessageBody");
    private static readonly JsonEncodedText Attributes = JsonEncodedText.Encode("MessageAttributes");
    private static readonly JsonEncodedText DataType = JsonEncodedText.Encode("DataType");
    private static readonly JsonEncodedText StringValue = JsonEncodedText.Encode("StringValue");
    private static readonly JsonEncodedText BinaryValue = JsonEncodedText.Encode("BinaryValue");
    private static readonly JsonEncodedText Group = JsonEncodedText.Encode("MessageGroupId");
    private static readonly JsonEncodedText Deduplication = JsonEncodedText.Encode("MessageDeduplicationId");
    private static readonly JsonEncodedText Receipt = JsonEncodedText.Encode("ReceiptHandle");
    private static readonly JsonEncodedText Visibility = JsonEncodedText.Encode("VisibilityTimeout");

    /// <summary>The ids of a batch's entries: its indexes.</summary>
    private static readonly JsonEncodedText[] Ids = [.. Enumerable.Range(0, 10).Select(index => JsonEncodedText.Encode($"{index}"))];

    public static void Send(Utf8JsonWriter writer, string queueUrl, IReadOnlyList<MappedEvent> batch)
    {
        Begin(writer, queueUrl);
        for (var i = 0; i < batch.Count; i++)
        {
            var message = (SqsMessage)batch[i].Payload!;
            writer.WriteStartObject();
            writer.WriteString(Id, Ids[i]);
            writer.WriteString(Body, message.BodyUtf8.Span);
            if (message.Attributes.Count > 0)
                WriteAttributes(writer, message.Attributes);
            if (message.GroupId is not null)
                writer.WriteString(Group, message.GroupId);
            if (message.DeduplicationId is not null)
                writer.WriteString(Deduplication, message.DeduplicationId);
            writer.WriteEndObject();
        }

        End(writer);
    }

    public static void Receive(Utf8JsonWriter writer, string queueUrl, int max, int visibilitySeconds, int waitSeconds, bool isFifo)
    {
        writer.WriteStartObject();
        writer.WriteString(QueueUrl, queueUrl);
        writer.WriteNumber("MaxNumberOfMessages", max);
        writer.WriteNumber(Visibility, visibilitySeconds);
        writer.WriteNumber("WaitTimeSeconds", waitSeconds);
        writer.WriteStartArray("MessageAttributeNames");
        writer.WriteStringValue("All");
        writer.WriteEndArray();
        writer.WriteStartArray("MessageSystemAttributeNames");
        writer.WriteStringValue("SentTimestamp");
        if (isFifo)
            writer.WriteStringValue("MessageGroupId");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Delete(Utf8JsonWriter writer, string queueUrl, IReadOnlyList<string> receipts) => WriteReceipts(writer, queueUrl, receipts, null);

    public static void ChangeVisibility(Utf8JsonWriter writer, string queueUrl, IReadOnlyList<string> receipts, int seconds) =>
        WriteReceipts(writer, queueUrl, receipts, seconds);

    private static void WriteReceipts(Utf8JsonWriter writer, string queueUrl, IReadOnlyList<string> receipts, int? visibilitySeconds)
    {
        Begin(writer, queueUrl);
        for (var i = 0; i < receipts.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString(Id, Ids[i]);
            writer.WriteString(Receipt, receipts[i]);
            if (visibilitySeconds is { } seconds)
                writer.WriteNumber(Visibility, seconds);
            writer.WriteEndObject();
        }

        End(writer);
    }

    private static void WriteAttributes(Utf8JsonWriter writer, IReadOnlyList<SqsAttribute> attributes)
    {
        writer.WriteStartObject(Attributes);
        foreach (var attribute in attributes)
        {
            writer.WriteStartObject(attribute.Name);
            writer.WriteString(DataType, attribute.DataType);
            if (attribute.IsBinary)
                writer.WriteBase64String(BinaryValue, attribute.Value);
            else
                writer.WriteString(StringValue, attribute.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter writer, string queueUrl)
    {
        writer.WriteStartObject();
        writer.WriteString(QueueUrl, queueUrl);
        writer.WriteStartArray(Entries);
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
