using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventBrokerManager.Landscape;
using EventBrokerManager.LocalQueues;

namespace EventBrokerManager.Components.Pages.LocalQueues;

/// <summary>
/// A new event in CloudEvents' binary mode, as an SQS message: attributes that say what it is, and a body with an example of each field.
/// </summary>
public sealed record EventTemplate(IReadOnlyList<LocalAttribute> Attributes, string Body)
{
    private static readonly JsonSerializerOptions Options =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static EventTemplate Of(EventDetails item, DateTimeOffset now, Guid id)
    {
        var time = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var fields = item.Attributes.Select(a => KeyValuePair.Create<string, JsonNode?>(a.Name, Example(a, now)));
        return new EventTemplate(
            [
                Text("ce_specversion", "1.0"),
                Text("ce_id", id.ToString()),
                Text("ce_source", "/local-queues"),
                Text("ce_type", item.Name),
                Text("ce_time", time),
                Text("content-type", "application/json"),
            ],
            new JsonObject(fields).ToJsonString(Options));
    }

    /// <summary>One attribute per line, <c>name: value</c>; lines without a colon and empty ones are left out.</summary>
    public static IReadOnlyList<LocalAttribute> Parse(string text) =>
    [
        .. text.Split('\n')
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2 && parts[0].Length > 0)
            .Select(parts => Text(parts[0], parts[1])),
    ];

    /// <summary>What <see cref="Parse"/> reads.</summary>
    public string AttributeText() => string.Join('\n', Attributes.Select(a => $"{a.Name}: {a.Text}"));

    private static LocalAttribute Text(string name, string value) => new(name, "String", value);

    private static JsonNode Example(AttributeDetails attribute, DateTimeOffset now) => attribute.Type.ToUpperInvariant() switch
    {
        "INTEGER" or "LONG" => 1,
        "DECIMAL" or "NUMBER" => 12.5,
        "BOOLEAN" => true,
        "DATE" => now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "DATETIME" => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => $"{attribute.Name}-1",
    };
}
