using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>Writes a binary event as JSON: its attributes in the order of their headers, all of them strings, then its data.</summary>
internal static class StructuredWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Text stays readable; control characters and noncharacters, which no XML-based carrier takes, are escaped all the same.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <param name="headers">Those of an event that passed <see cref="BinaryEvent.Check"/>; other headers are left out.</param>
    /// <param name="trail">Stands in place of the trail among the headers, or at the end of them.</param>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<Header> headers, ReadOnlySpan<byte> trail, byte[]? data, DataForm form)
    {
        var written = new ArrayBufferWriter<byte>((form == DataForm.Base64 ? data!.Length / 3 * 4 : data?.Length ?? 0) + 512);
        using var json = new Utf8JsonWriter(written, Options);
        json.WriteStartObject();
        var hasTrail = false;
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            var kind = EventHeader.KindOf(header.Name);
            if (kind == HeaderKind.Trail)
            {
                json.WriteString(EventHeader.TrailMember, trail);
                hasTrail = true;
            }
            else if (EventHeader.IsAttribute(kind, header.Value))
            {
                var name = kind == HeaderKind.ContentType ? "datacontenttype" : header.Name.AsSpan(EventHeader.Prefix.Length);
                json.WriteString(name, header.Value.AsSpan());
            }
        }
        if (!hasTrail)
            json.WriteString(EventHeader.TrailMember, trail);
        switch (form)
        {
            case DataForm.Json:
                json.WritePropertyName("data"u8);
                json.WriteRawValue(data, skipInputValidation: true);
                break;
            case DataForm.Text:
                json.WriteString("data"u8, data.AsSpan());
                break;
            case DataForm.Base64:
                json.WriteBase64String("data_base64"u8, data.AsSpan());
                break;
        }
        json.WriteEndObject();
        json.Flush();
        return written.WrittenMemory;
    }
}
