using System.Text.Json;
using EventBrokerManager.Broker;
using EventBrokerManager.Persistence.Entities;

namespace EventBrokerManager.Bridges.Storage;

/// <summary>Events as they are kept in the database.</summary>
internal static class DeadLetterRows
{
    public static string WriteHeaders(IReadOnlyList<Header> headers) => JsonSerializer.Serialize(
        headers.Select(header => new[] { header.Name, header.Value is null ? null : Convert.ToBase64String(header.Value) }));

    public static EventRecord RecordOf(DeadLetter letter)
    {
        using var headers = JsonDocument.Parse(letter.Headers);
        return new EventRecord(letter.Key, letter.Value, [.. headers.RootElement.EnumerateArray().Select(h => new Header(
            h[0].GetString()!, h[1].ValueKind == JsonValueKind.Null ? null : h[1].GetBytesFromBase64()))]);
    }
}
