namespace EventBrokerManager.Broker;

/// <summary>A topic as it is in Kafka.</summary>
public sealed record TopicState(string Name, int Partitions, int ReplicationFactor)
{
    /// <summary>Changes when a topic is deleted and made anew under the same name; positions of the old one mean nothing then.</summary>
    public string? Id { get; init; }

    /// <summary>Whether Kafka lets our user read it; null where it does not tell.</summary>
    public bool? MayBeRead { get; init; }
}

/// <summary>What came of <see cref="IBroker.EnsureTopicAsync"/>.</summary>
/// <param name="Existed">True where the topic was there before; it is taken over as it is, never altered.</param>
public sealed record EnsuredTopic(TopicState Topic, bool Existed);

/// <summary>The offsets that a partition keeps.</summary>
/// <param name="Low">The earliest kept.</param>
/// <param name="High">The one that the next record gets.</param>
public readonly record struct OffsetRange(long Low, long High)
{
    /// <summary>The <see cref="TopicState.Id"/> of the topic that has these offsets; null where Kafka does not tell.</summary>
    public string? TopicId { get; init; }
}

/// <summary>Whether Kafka answers, as far as the last try tells.</summary>
/// <param name="HasAnswered">True once it answered in this process; readiness asks for that.</param>
/// <param name="AwaySince">Since when it does not answer, or null.</param>
/// <param name="Problem">What the last try said, or null.</param>
public sealed record BrokerHealth(bool HasAnswered, DateTimeOffset? AwaySince, string? Problem)
{
    /// <summary>True where it refuses rather than being away, such as a wrong password: it does not pass by itself.</summary>
    public bool NeedsPerson { get; init; }
}

/// <summary>
/// Kafka, real or embedded: topics, offsets, records. Every call that talks to Kafka may throw
/// <see cref="BrokerUnavailableException"/> (it does not answer) or <see cref="BrokerRefusedException"/> (it says no).
/// </summary>
public interface IBroker
{
    /// <summary>What is behind it, for people: <c>Embedded broker</c>, or the bootstrap servers. Holds no secret.</summary>
    string Description { get; }

    /// <summary>True for the embedded broker: nothing survives the process, nothing is enforced.</summary>
    bool IsEmbedded { get; }

    BrokerHealth Health { get; }

    /// <summary>Asks Kafka once whether it answers, and updates <see cref="Health"/>; does not throw for an absent Kafka.</summary>
    Task<BrokerHealth> CheckAsync(CancellationToken cancellation);

    /// <summary>The topics among <paramref name="topics"/> that exist.</summary>
    Task<IReadOnlyDictionary<string, TopicState>> DescribeTopicsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation);

    /// <summary>Creates the topic with the configured partitions and replication factor, or takes over the one that is there.</summary>
    Task<EnsuredTopic> EnsureTopicAsync(string topic, CancellationToken cancellation);

    /// <summary>The kept offsets of every partition of the topics; topics that do not exist are left out.</summary>
    Task<IReadOnlyDictionary<PartitionId, OffsetRange>> GetOffsetRangesAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation);

    /// <summary>How long each topic keeps its records; a topic that keeps them for ever, or whose setting is not known, is left out.</summary>
    Task<IReadOnlyDictionary<string, TimeSpan>> GetRetentionAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation);

    /// <summary>Of every partition of the topics the first offset stamped at <paramref name="time"/> or later, else its end.</summary>
    Task<IReadOnlyDictionary<PartitionId, long>> GetOffsetsAtAsync(
        IReadOnlyCollection<string> topics, DateTimeOffset time, CancellationToken cancellation);

    /// <summary>The newest records of a topic, oldest first, without any group knowing: at most so many of each partition.</summary>
    Task<IReadOnlyList<ConsumedRecord>> ReadLatestAsync(string topic, int perPartition, CancellationToken cancellation);

    /// <summary>Publishes one record; returns when all in-sync replicas have it. For single events, not for bridges.</summary>
    Task<(int Partition, long Offset)> PublishAsync(string topic, EventRecord record, CancellationToken cancellation);
}

/// <summary>Kafka does not answer. Passing; try again.</summary>
public sealed class BrokerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Kafka answers and says no: a missing right, a broken topic. A person must act.</summary>
public sealed class BrokerRefusedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The topic that it is about; null where it is not about a single one, or where that is not known.</summary>
    public string? Topic { get; init; }
}
