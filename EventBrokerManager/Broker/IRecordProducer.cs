namespace EventBrokerManager.Broker;

/// <summary>What Kafka said of a record.</summary>
public enum ProduceOutcome
{
    /// <summary>All in-sync replicas have it.</summary>
    Acknowledged,

    /// <summary>It will never take this record, for what it is: too large, malformed.</summary>
    RecordRefused,

    /// <summary>It refuses for now: a missing right or topic. A person must act.</summary>
    Refused,

    /// <summary>No answer came and none will; the record may or may not be there.</summary>
    Unknown,
}

/// <summary>The answer to one record.</summary>
/// <param name="Problem">For people; empty when acknowledged.</param>
public readonly record struct ProduceResult(ProduceOutcome Outcome, string Problem);

/// <summary>
/// Writes records, idempotently, with <c>acks=all</c>, in order per partition, and waits for Kafka without limit.
/// Keys choose the partition as Java's clients do (murmur2), so one key is always in one partition.
/// </summary>
public interface IRecordProducer
{
    /// <summary>Completes when Kafka answered. Cancelling ends the wait, not the record.</summary>
    Task<ProduceResult> ProduceAsync(string topic, EventRecord record, CancellationToken cancellation);

    /// <summary>
    /// Gives up everything that Kafka has not answered; those records end as <see cref="ProduceOutcome.Unknown"/>. Once it completes,
    /// nothing of them is sent any more.
    /// </summary>
    Task AbandonAsync();
}
