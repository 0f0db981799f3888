using System.Text;

namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>What a content type says, read from its bytes without allocating.</summary>
internal static class MediaType
{
    /// <summary>The content type of a structured event as this product writes it.</summary>
    public static ReadOnlySpan<byte> StructuredJson => "application/cloudevents+json"u8;

    /// <summary>True for every structured or batched event: the Kafka binding asks for no more than this beginning, in any case.</summary>
    public static bool IsStructured(ReadOnlySpan<byte> contentType)
    {
        var beginning = "application/cloudevents"u8;
        return contentType.Length >= beginning.Length && Ascii.EqualsIgnoreCase(contentType[..beginning.Length], beginning);
    }

    /// <summary>True for the one structured format that is understood: a single event as JSON in UTF-8.</summary>
    public static bool IsStructuredJson(ReadOnlySpan<byte> contentType) =>
        Ascii.EqualsIgnoreCase(Essence(contentType), StructuredJson) && IsUtf8(contentType);

    /// <summary>True where data of this type is a JSON value: the subtype is <c>json</c> or ends in <c>+json</c>.</summary>
    public static bool IsJson(ReadOnlySpan<byte> contentType)
    {
        var subtype = Subtype(contentType);
        return Ascii.EqualsIgnoreCase(subtype, "json"u8) || EndsWith(subtype, "+json"u8);
    }

    /// <summary>As <see cref="IsJson"/>, in lower case: the readers that compare case by case take it for JSON too.</summary>
    public static bool IsPlainlyJson(ReadOnlySpan<byte> contentType)
    {
        var essence = Essence(contentType);
        return essence.EndsWith("/json"u8) || essence.EndsWith("+json"u8);
    }

    /// <summary>True where a person would read data of this type as text.</summary>
    public static bool IsText(ReadOnlySpan<byte> contentType)
    {
        var subtype = Subtype(contentType);
        return Ascii.EqualsIgnoreCase(subtype, "xml"u8) || EndsWith(subtype, "+xml"u8)
            || (contentType.Length > 5 && Ascii.EqualsIgnoreCase(contentType[..5], "text/"u8));
    }

    /// <summary>False where the type names another charset than UTF-8 (or ASCII, which is UTF-8 as well).</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> contentType)
    {
        for (var rest = contentType; rest.IndexOf((byte)';') is >= 0 and var at;)
        {
            rest = rest[(at + 1)..];
            var parameter = rest.IndexOf((byte)';') is >= 0 and var end ? rest[..end] : rest;
            var equals = parameter.IndexOf((byte)'=');
            if (equals < 0 || !Ascii.EqualsIgnoreCase(Trim(parameter[..equals]), "charset"u8))
                continue;
            var charset = Trim(parameter[(equals + 1)..]).Trim((byte)'"');
            if (!Ascii.EqualsIgnoreCase(charset, "utf-8"u8) && !Ascii.EqualsIgnoreCase(charset, "us-ascii"u8))
                return false;
        }
        return true;
    }

    private static ReadOnlySpan<byte> Essence(ReadOnlySpan<byte> contentType) =>
        Trim(contentType.IndexOf((byte)';') is >= 0 and var end ? contentType[..end] : contentType);

    private static ReadOnlySpan<byte> Subtype(ReadOnlySpan<byte> contentType)
    {
        var essence = Essence(contentType);
        return essence[(essence.IndexOf((byte)'/') + 1)..];
    }

    private static bool EndsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end) =>
        text.Length >= end.Length && Ascii.EqualsIgnoreCase(text[^end.Length..], end);

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text[Ascii.Trim(text)];
}
