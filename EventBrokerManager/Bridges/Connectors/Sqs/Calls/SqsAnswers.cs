using System.Globalization;
using System.Text.Json;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Bridges.Engine;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Calls;

/// <summary>An entry of a batch that failed by itself.</summary>
internal readonly record struct FailedEntry(int Index, bool SenderFault, string Code, string Message)
{
    /// <summary>SQS calls a throttled sender at fault too; it is none.</summary>
    public bool IsFinal => SenderFault && !Code.Contains("Throttl", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A message and the receipt that settles it.</summary>
/// <param name="Sent">When its queue got it; null where the answer does not say.</param>
internal sealed record ReceivedEntry(ReceivedMessage Message, string Receipt, DateTimeOffset? Sent);

/// <summary>Reads the answers, and checks every digest in them.</summary>
internal static class SqsAnswers
{
    /// <summary>Per entry of what was sent: taken (null), or why not. An entry that the answer does not mention was not taken.</summary>
    /// <exception cref="SqsAnswerException">A digest is not that of what was sent.</exception>
    public static FailedEntry?[] Send(ReadOnlySpan<byte> json, IReadOnlyList<MappedEvent> batch)
    {
        var results = new FailedEntry?[batch.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = new FailedEntry(i, false, "NotAnswered", "");
        var digests = SqsDigests.Begin();
        var reader = Start(json);
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("Successful"u8))
            {
                for (Into(ref reader); NextObject(ref reader);)
                    ReadTaken(ref reader, batch, results, digests);
            }
            else if (reader.ValueTextEquals("Failed"u8))
            {
                ReadFailed(ref reader, failed => results[failed.Index] = failed, results.Length);
            }
            else
            {
                SkipValue(ref reader);
            }
        }

        if (!digests.AllMatch())
            throw new SqsAnswerException("The digest of a message is not that of what was sent.");
        return results;
    }

    /// <summary>The entries that failed; all others went through.</summary>
    public static List<FailedEntry> Failed(ReadOnlySpan<byte> json, int count)
    {
        var failures = new List<FailedEntry>();
        var reader = Start(json);
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("Failed"u8))
                ReadFailed(ref reader, failures.Add, count);
            else
                SkipValue(ref reader);
        }

        return failures;
    }

    /// <exception cref="SqsAnswerException">A digest is not that of what came.</exception>
    public static List<ReceivedEntry> Receive(ReadOnlySpan<byte> json)
    {
        var messages = new List<ReceivedEntry>();
        var digests = SqsDigests.Begin();
        var reader = Start(json);
        while (NextProperty(ref reader))
        {
            if (!reader.ValueTextEquals("Messages"u8))
            {
                SkipValue(ref reader);
                continue;
            }

            for (Into(ref reader); NextObject(ref reader);)
                messages.Add(ReadMessage(ref reader, digests));
        }

        if (!digests.AllMatch())
            throw new SqsAnswerException("The digest of a message is not that of what came.");
        return messages;
    }

    private static void ReadTaken(ref Utf8JsonReader reader, IReadOnlyList<MappedEvent> batch, FailedEntry?[] results, SqsDigests digests)
    {
        var index = -1;
        UInt128? body = null;
        UInt128? attributes = null;
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("Id"u8))
                index = ReadIndex(ref reader, results.Length);
            else if (reader.ValueTextEquals("MD5OfMessageBody"u8))
                body = ReadDigest(ref reader);
            else if (reader.ValueTextEquals("MD5OfMessageAttributes"u8))
                attributes = ReadDigest(ref reader);
            else
                SkipValue(ref reader);
        }

        if (index < 0)
            return;
        var message = (SqsMessage)batch[index].Payload!;
        digests.ExpectBody(message.BodyUtf8.Span, body ?? throw NoDigest());
        if (attributes is { } digest)
            digests.ExpectAttributes(message.Attributes, digest);
        results[index] = null;
    }

    private static void ReadFailed(ref Utf8JsonReader reader, Action<FailedEntry> add, int count)
    {
        for (Into(ref reader); NextObject(ref reader);)
        {
            var failed = new FailedEntry(-1, false, "", "");
            while (NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("Id"u8))
                    failed = failed with { Index = ReadIndex(ref reader, count) };
                else if (reader.ValueTextEquals("SenderFault"u8))
                    failed = failed with { SenderFault = reader.Read() && reader.GetBoolean() };
                else if (reader.ValueTextEquals("Code"u8))
                    failed = failed with { Code = ReadText(ref reader) };
                else if (reader.ValueTextEquals("Message"u8))
                    failed = failed with { Message = ReadText(ref reader) };
                else
                    SkipValue(ref reader);
            }

            if (failed.Index >= 0)
                add(failed);
        }
    }

    private static ReceivedEntry ReadMessage(ref Utf8JsonReader reader, SqsDigests digests)
    {
        var (id, receipt) = ("", "");
        (string? Group, DateTimeOffset? Sent) system = default;
        byte[] body = [];
        UInt128? bodyDigest = null;
        UInt128? attributesDigest = null;
        List<SqsAttribute> attributes = [];
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("MessageId"u8))
                id = ReadText(ref reader);
            else if (reader.ValueTextEquals("ReceiptHandle"u8))
                receipt = ReadText(ref reader);
            else if (reader.ValueTextEquals("Body"u8))
                body = ReadBytes(ref reader) ?? [];
            else if (reader.ValueTextEquals("MD5OfBody"u8))
                bodyDigest = ReadDigest(ref reader);
            else if (reader.ValueTextEquals("MD5OfMessageAttributes"u8))
                attributesDigest = ReadDigest(ref reader);
            else if (reader.ValueTextEquals("Attributes"u8))
                system = ReadSystemAttributes(ref reader);
            else if (reader.ValueTextEquals("MessageAttributes"u8))
                attributes = ReadAttributes(ref reader);
            else
                SkipValue(ref reader);
        }

        digests.ExpectBody(body, bodyDigest ?? throw NoDigest());
        if (attributesDigest is { } digest)
            digests.ExpectAttributes(attributes, digest);
        return new ReceivedEntry(new ReceivedMessage(id, body, attributes, system.Group), receipt, system.Sent);
    }

    private static (string? Group, DateTimeOffset? Sent) ReadSystemAttributes(ref Utf8JsonReader reader)
    {
        string? group = null;
        DateTimeOffset? sent = null;
        if (!IntoObject(ref reader))
            return default;
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("MessageGroupId"u8))
                group = ReadText(ref reader);
            else if (reader.ValueTextEquals("SentTimestamp"u8))
                sent = long.TryParse(ReadText(ref reader), CultureInfo.InvariantCulture, out var ms) ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
            else
                SkipValue(ref reader);
        }

        return (group, sent);
    }

    private static List<SqsAttribute> ReadAttributes(ref Utf8JsonReader reader)
    {
        var attributes = new List<SqsAttribute>(SqsMessage.MostAttributes);
        if (!IntoObject(ref reader))
            return attributes;
        while (NextProperty(ref reader))
        {
            var name = reader.GetString()!;
            var type = "";
            byte[] value = [];
            if (!IntoObject(ref reader))
                continue;
            while (NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("DataType"u8))
                    type = ReadText(ref reader);
                else if (reader.ValueTextEquals("StringValue"u8))
                    value = ReadBytes(ref reader) ?? value;
                else if (reader.ValueTextEquals("BinaryValue"u8))
                    value = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetBytesFromBase64() : value;
                else
                    SkipValue(ref reader);
            }

            attributes.Add(new SqsAttribute(name, type, value));
        }

        return attributes;
    }

    private static int ReadIndex(ref Utf8JsonReader reader, int count) =>
        int.TryParse(ReadText(ref reader), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count ? index : -1;

    /// <summary>Null for null.</summary>
    private static UInt128? ReadDigest(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null : SqsDigests.Read(reader.ValueSpan) ?? throw NoDigest();
    }

    private static SqsAnswerException NoDigest() => new("A message has no digest, or one that is none.");

    private static string ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString() ?? "";
    }

    /// <summary>A string's text as UTF-8, unescaped; null for null.</summary>
    private static byte[]? ReadBytes(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (!reader.ValueIsEscaped)
            return reader.TokenType == JsonTokenType.String ? reader.ValueSpan.ToArray() : throw new JsonException();
        var bytes = new byte[reader.ValueSpan.Length];
        Array.Resize(ref bytes, reader.CopyString(bytes));
        return bytes;
    }

    private static Utf8JsonReader Start(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("There is no object.");
        return reader;
    }

    /// <summary>To the next property's name within the object; false at its end.</summary>
    private static bool NextProperty(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Into the array that is the property's value; null counts as empty.</summary>
    private static void Into(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.Null))
            throw new JsonException("There is no list.");
    }

    private static bool IntoObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => true,
            JsonTokenType.Null => false,
            _ => throw new JsonException("There is no object."),
        };
    }

    /// <summary>To the next object of the array; false at its end.</summary>
    private static bool NextObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return false;
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => true,
            JsonTokenType.EndArray => false,
            _ => throw new JsonException("There is no object in the list."),
        };
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
