using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventBrokerManager.Components.Shared;

namespace EventBrokerManager.Components.Pages.DeadLetters;

/// <summary>Bytes of an event as a person can read them: JSON indented, text as it is, everything else as base64, and said.</summary>
internal static class EventText
{
    // More than a person reads, and as much as a page should carry.
    private const int Most = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What kind of data it is, and how much.</summary>
    public static string About(byte[]? value) => value switch
    {
        null => "null: Kafka's tombstone, no data at all",
        [] => "empty",
        _ => $"{Kind(value)}, {Format.Bytes(value.Length)}{(value.Length > Most ? $"; the first {Format.Bytes(Most)} are shown" : "")}",
    };

    /// <summary>One line: text, or base64 where it is none.</summary>
    public static string Inline(byte[]? value) => value switch
    {
        null => "null",
        [] => "empty",
        _ => Text(value) ?? $"base64 {Convert.ToBase64String(value)}",
    };

    public static string Pretty(byte[] value)
    {
        if (value.Length > Most)
            return Text(value) is { } all ? all[..Math.Min(all.Length, Most)] : Convert.ToBase64String(value.AsSpan(0, Most));
        return Json(value) ?? Text(value) ?? Convert.ToBase64String(value);
    }

    private static string Kind(byte[] value) =>
        value.Length <= Most && Json(value) is not null ? "JSON" : Text(value) is not null ? "text" : "binary, shown as base64";

    private static string? Text(byte[] value)
    {
        try
        {
            var text = Strict.GetString(value);
            return text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? Json(byte[] value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return JsonSerializer.Serialize(json.RootElement, Indented);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
