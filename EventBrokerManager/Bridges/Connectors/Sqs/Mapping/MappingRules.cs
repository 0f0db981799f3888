using System.Text;
using EventBrokerManager.Bridges.Connectors.CloudEvents;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>What mapping needs to know of a connection from Kafka to a queue. Make it once per connection.</summary>
internal sealed record OutgoingRules
{
    /// <summary>The most that SQS takes in one message, attributes included.</summary>
    public const int LargestMessage = 1_048_576;

    /// <param name="eventType">The CloudEvents type that the connection carries.</param>
    public OutgoingRules(string eventType, EventFormat format, Guid bridgeId) =>
        (TypeUtf8, Format, TrailEntry) = (Encoding.UTF8.GetBytes(eventType), format, Trail.OutEntry(bridgeId));

    public byte[] TypeUtf8 { get; }

    public EventFormat Format { get; }

    public byte[] TrailEntry { get; }

    public bool IsFifo { get; init; }

    /// <summary>The queue's own <c>MaximumMessageSize</c>, where it is known.</summary>
    public int MaximumBytes { get; init; } = LargestMessage;

    /// <summary>0 for the first sending; another number for each redrive, so that a FIFO queue does not take it for a copy.</summary>
    public int RedriveNumber { get; init; }
}

/// <summary>What mapping needs to know of a connection from a queue to Kafka. Make it once per connection.</summary>
internal sealed record IncomingRules
{
    /// <param name="eventType">The CloudEvents type that the queue is configured for.</param>
    public IncomingRules(string eventType, EventFormat format, Guid bridgeId) =>
        (EventType, TypeUtf8, Format, TrailEntry) = (eventType, Encoding.UTF8.GetBytes(eventType), format, Trail.InEntry(bridgeId));

    public string EventType { get; }

    public byte[] TypeUtf8 { get; }

    public EventFormat Format { get; }

    public byte[] TrailEntry { get; }
}
