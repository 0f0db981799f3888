using System.Text;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>What an event calls itself, for people; read as far as it can be, also from an event that was refused.</summary>
internal readonly record struct EventIdentity(string? Id, string? Type)
{
    public static EventIdentity Of(IReadOnlyList<Header> headers, byte[]? value)
    {
        var read = BinaryEvent.Find(headers);
        if (read.ContentType >= 0 && MediaType.IsStructured(headers[read.ContentType].Value))
        {
            StructuredEvent.Read(value, Origin.Kafka, out var structured);
            return new EventIdentity(Text(structured.Id), Text(structured.Type));
        }
        return new EventIdentity(Text(read.Id < 0 ? null : headers[read.Id].Value), Text(read.Type < 0 ? null : headers[read.Type].Value));
    }

    private static string? Text(byte[]? value) => value is { Length: > 0 } ? Encoding.UTF8.GetString(value) : null;
}
