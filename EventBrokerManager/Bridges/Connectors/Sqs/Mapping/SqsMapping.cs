using EventBrokerManager.Bridges.Connectors.CloudEvents;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>What became of a record on its way to SQS: a message, a refusal, or neither where it is another connection's event.</summary>
internal readonly record struct Outgoing(SqsMessage? Message, Refusal? Refusal)
{
    /// <summary>Its type is another one; it is settled and counted, not delivered.</summary>
    public bool IsPassedOver => Message is null && Refusal is null;
}

/// <summary>What became of a message on its way to Kafka: a record or a refusal.</summary>
internal readonly record struct Incoming(EventRecord? Record, Refusal? Refusal);

/// <summary>
/// Events between a Kafka record and an SQS message, as docs/design/mapping.md lays down. Pure: the same input gives the same output, and
/// nothing it is given makes it throw.
/// </summary>
internal static class SqsMapping
{
    public static Outgoing ToSqs(ConsumedRecord record, OutgoingRules rules) => OutgoingMapper.Map(record, rules);

    public static Incoming ToKafka(ReceivedMessage message, IncomingRules rules) => IncomingMapper.Map(message, rules);
}
