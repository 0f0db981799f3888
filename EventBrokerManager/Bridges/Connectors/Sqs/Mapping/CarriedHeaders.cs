using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>A header that travels in <c>ebheaders</c>.</summary>
/// <param name="Position">Where it stood among all headers, from 0.</param>
internal readonly record struct CarriedHeader(int Position, Header Header);

/// <summary>
/// The attribute <c>ebheaders</c>: headers that SQS can't take as attributes, as a JSON array of <c>[position, name, value]</c> in
/// ascending order; a value is a text, <c>{"base64": "..."}</c> or null.
/// </summary>
internal static class CarriedHeaders
{
    public const string Name = "ebheaders";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="carried">Marks the headers to write.</param>
    public static byte[] Write(IReadOnlyList<Header> headers, ReadOnlySpan<bool> carried)
    {
        var written = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(written, Options);
        json.WriteStartArray();
        for (var i = 0; i < headers.Count; i++)
        {
            if (!carried[i])
                continue;
            json.WriteStartArray();
            json.WriteNumberValue(i);
            json.WriteStringValue(headers[i].Name);
            WriteValue(json, headers[i].Value);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.Flush();
        return written.WrittenSpan.ToArray();
    }

    /// <summary>False where it is not what <see cref="Write"/> writes; it is somebody else's attribute then.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out List<CarriedHeader> carried)
    {
        carried = [];
        try
        {
            var reader = new Utf8JsonReader(value);
            if (!Utf8.IsValid(value) || !Is(ref reader, JsonTokenType.StartArray))
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                if (!TryReadHeader(ref reader, carried.Count == 0 ? -1 : carried[^1].Position, out var header))
                    return false;
                carried.Add(header);
            }
            return reader.TokenType == JsonTokenType.EndArray && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Puts carried headers back where they stood, as far as the others are in their places.</summary>
    public static List<Header> Restore(List<Header> others, List<CarriedHeader> carried)
    {
        if (carried.Count == 0)
            return others;
        var headers = new List<Header>(others.Count + carried.Count);
        var (next, other) = (0, 0);
        while (other < others.Count || next < carried.Count)
        {
            if (next < carried.Count && (carried[next].Position <= headers.Count || other == others.Count))
                headers.Add(carried[next++].Header);
            else
                headers.Add(others[other++]);
        }
        return headers;
    }

    private static void WriteValue(Utf8JsonWriter json, byte[]? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else if (Utf8.IsValid(value))
        {
            json.WriteStringValue(value);
        }
        else
        {
            json.WriteStartObject();
            json.WriteBase64String("base64"u8, value);
            json.WriteEndObject();
        }
    }

    private static bool TryReadHeader(ref Utf8JsonReader reader, int after, out CarriedHeader header)
    {
        header = default;
        if (!Is(ref reader, JsonTokenType.Number) || !reader.TryGetInt32(out var position) || position <= after
            || !Is(ref reader, JsonTokenType.String))
            return false;
        var name = reader.GetString()!;
        byte[]? value = null;
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            if (!Is(ref reader, JsonTokenType.PropertyName) || !reader.ValueTextEquals("base64"u8)
                || !Is(ref reader, JsonTokenType.String) || !reader.TryGetBytesFromBase64(out value)
                || !Is(ref reader, JsonTokenType.EndObject))
                return false;
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            var buffer = new byte[reader.ValueSpan.Length];
            value = buffer[..reader.CopyString(buffer)];
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            return false;
        }
        header = new CarriedHeader(position, new Header(name, value));
        return Is(ref reader, JsonTokenType.EndArray);
    }

    private static bool Is(ref Utf8JsonReader reader, JsonTokenType type) => reader.Read() && reader.TokenType == type;
}
