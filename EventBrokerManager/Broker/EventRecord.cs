namespace EventBrokerManager.Broker;

/// <summary>One header of a record. Names may repeat; values may be null.</summary>
public readonly record struct Header(string Name, byte[]? Value);

/// <summary>One record as Kafka carries it: bytes, never interpreted here.</summary>
/// <param name="Key">Null where there is none.</param>
/// <param name="Value">Null is Kafka's null value (a tombstone), which is not the same as empty.</param>
/// <param name="Headers">In their order.</param>
public sealed record EventRecord(byte[]? Key, byte[]? Value, IReadOnlyList<Header> Headers)
{
    /// <summary>When Kafka or the publisher stamped it; null where unknown.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>One partition of a topic.</summary>
public readonly record struct PartitionId(string Topic, int Partition)
{
    public override string ToString() => $"{Topic} [{Partition}]";
}

/// <summary>A record and the place that it was read from.</summary>
public sealed record ConsumedRecord(PartitionId Partition, long Offset, EventRecord Record);
