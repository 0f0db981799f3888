using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>How the data of an event stands in its JSON form.</summary>
internal enum DataForm
{
    /// <summary>No member: the value is null.</summary>
    None,

    /// <summary><c>data</c>, the bytes as they are.</summary>
    Json,

    /// <summary><c>data</c>, as a JSON string.</summary>
    Text,

    /// <summary><c>data_base64</c>.</summary>
    Base64,
}

/// <summary>Data between its bytes and its JSON form. Whatever <see cref="FormOf"/> chooses gives the same bytes on the way back.</summary>
internal static class EventData
{
    /// <summary>One less than what readers accept by default, because the event around it is a level too.</summary>
    private const int DeepestJson = 63;

    /// <summary>
    /// JSON where the content type says so (or nothing, which means JSON in the JSON format) and the bytes are; text for textual types;
    /// base64 for everything else. The literal <c>null</c> goes as base64, because a null member reads as no data.
    /// </summary>
    /// <param name="contentType">Empty where there is none.</param>
    public static DataForm FormOf(ReadOnlySpan<byte> contentType, byte[]? data)
    {
        if (data is null)
            return DataForm.None;
        if (data.Length == 0 || !MediaType.IsUtf8(contentType) || !Utf8.IsValid(data))
            return DataForm.Base64;
        if (contentType.IsEmpty || MediaType.IsPlainlyJson(contentType))
            return IsJson(data) ? DataForm.Json : DataForm.Base64;
        if (MediaType.IsJson(contentType))
            return DataForm.Base64;
        return MediaType.IsText(contentType) ? DataForm.Text : DataForm.Base64;
    }

    public static byte[]? FromBase64(ReadOnlySpan<byte> text)
    {
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, buffer, out _, out var written) == OperationStatus.Done ? buffer.AsSpan(0, written).ToArray() : null;
    }

    private static bool IsJson(ReadOnlySpan<byte> data)
    {
        var start = data.TrimStart(" \t\r\n"u8);
        // Spares the cost of an exception for data that is plainly something else.
        if (start.IsEmpty || !"{[\"-0123456789tf"u8.Contains(start[0]))
            return false;
        try
        {
            var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = DeepestJson });
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
