namespace EventBrokerManager.Broker;

/// <summary>What a consumer is opened with.</summary>
/// <param name="Group">The consumer group.</param>
/// <param name="Member">The static member's id; ignored by the embedded broker, which knows none.</param>
/// <param name="Stopping">Ends a wait for Kafka in the middle of an assignment.</param>
public sealed record ConsumerOptions(string Group, string Member, IReadOnlyCollection<string> Topics, CancellationToken Stopping);

/// <summary>
/// One member of a consumer group. <see cref="Poll"/>, <see cref="Subscribe"/> and disposal belong to one thread; the rest may be called from any.
/// Nothing is committed but what was stored.
/// </summary>
public interface IRecordConsumer : IDisposable
{
    /// <summary>The next record, or null after <paramref name="timeout"/>. Calls the listener on this thread.</summary>
    /// <exception cref="BrokerRefusedException">Kafka says no, such as a missing right. Polling may go on.</exception>
    /// <exception cref="ConsumerEndedException">This consumer reads nothing more; another one may.</exception>
    ConsumedRecord? Poll(TimeSpan timeout);

    /// <summary>Reads these topics instead. The group hands the partitions out again, to the listener.</summary>
    void Subscribe(IReadOnlyCollection<string> topics);

    /// <summary>Stops delivery of these partitions; those that are not ours now are passed over.</summary>
    void Pause(IReadOnlyCollection<PartitionId> partitions);

    void Resume(IReadOnlyCollection<PartitionId> partitions);

    /// <summary>Keeps the next offset for the next commit (within a second); passed over for a partition that is not ours now.</summary>
    void Store(PartitionId partition, long next);

    /// <summary>Commits what was stored, now.</summary>
    /// <exception cref="BrokerUnavailableException"/>
    /// <exception cref="BrokerRefusedException"/>
    void Commit();

    /// <summary>Goes on reading a partition at another offset.</summary>
    void Seek(PartitionId partition, long offset);
}

/// <summary>What a consumer tells, on the polling thread unless said otherwise.</summary>
public interface IConsumerListener
{
    /// <summary>The group gave us partitions. Answers where to read each from.</summary>
    /// <param name="committed">The group's committed offsets; a partition without one is not in it.</param>
    IReadOnlyDictionary<PartitionId, long> Assigned(
        IReadOnlyCollection<PartitionId> partitions, IReadOnlyDictionary<PartitionId, long> committed);

    /// <summary>The group takes partitions; what is stored until this returns is committed.</summary>
    void Revoked(IReadOnlyCollection<PartitionId> partitions);

    /// <summary>The partitions are gone already; nothing can be committed.</summary>
    void Lost(IReadOnlyCollection<PartitionId> partitions);

    /// <summary>The offset to read is not there any more. Answers where to go on, or null where this consumer should not.</summary>
    long? PositionLost(PartitionId partition);

    /// <summary>
    /// A topic may have been deleted and made anew; what is read next may be of the new one. False: it was not, and reading goes on.
    /// </summary>
    bool TopicsChanged();

    /// <summary>A commit failed, or went through again (null). On any thread.</summary>
    void CommitResult(string? problem);
}

/// <summary>A consumer is of no use any more, such as one whose place in the group another one has taken.</summary>
/// <param name="message">What happened, whose move it is, what to do.</param>
public sealed class ConsumerEndedException(string message, Exception? inner = null) : Exception(message, inner);
