using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventBrokerManager.Components.Shared;

/// <summary>Data as people read it.</summary>
public static class JsonText
{
    private static readonly JsonSerializerOptions Options =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON with line breaks and indents; any other text as it is.</summary>
    public static string Pretty(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(json.RootElement, Options);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
