using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.LocalQueues;

/// <summary>
/// The queues of this process, for people: an SQS in memory that exists only in Development and answers only on loopback.
/// Elsewhere the service is not registered. Queues survive a restart, messages do not.
/// Every refusal is a <see cref="RefusedException"/>. What programs do goes through the SQS protocol instead.
/// </summary>
public interface ILocalQueues
{
    /// <summary>
    /// Where the queues answer, such as <c>http://localhost:5080</c>; a queue's URL is this, the account 000000000000, and its name.
    /// Null until the server listens.
    /// </summary>
    string? Origin { get; }

    /// <summary>All queues by name.</summary>
    IReadOnlyList<LocalQueueDetails> List();

    /// <summary>The queue, or null where there is none of that name.</summary>
    LocalQueueDetails? Find(string name);

    /// <summary>The oldest messages in the order in which they were sent, in flight or not. Nobody's receive count or visibility changes.</summary>
    /// <param name="limit">At most this many.</param>
    /// <param name="after">Only messages with a higher <see cref="LocalMessageDetails.Number"/>; 0 begins at the oldest.</param>
    IReadOnlyList<LocalMessageDetails> Peek(string name, int limit, long after = 0);

    /// <summary>Makes a queue; a name that ends in <c>.fifo</c> makes a FIFO queue.</summary>
    LocalQueueDetails Create(Actor actor, string? name, bool contentBasedDeduplication = false);

    /// <summary>Sends one message under all of SQS's rules, and gives its message id.</summary>
    string Send(Actor actor, string name, LocalMessageRequest message);

    /// <summary>Takes away all messages, those in flight too, and says how many they were.</summary>
    int Purge(Actor actor, string name);

    /// <summary>Takes away the queue with its messages.</summary>
    void Delete(Actor actor, string name);

    /// <summary>Calls back after changes, at most four times a second; dispose to end. The callback must not block.</summary>
    IDisposable Subscribe(Action changed);
}

/// <summary>One moment of a queue.</summary>
/// <param name="Url">Null until the server listens.</param>
/// <param name="Visible">Messages that a receiver would get.</param>
/// <param name="InFlight">Received, neither deleted nor visible again.</param>
/// <param name="Delayed">Not visible for the first time yet.</param>
/// <param name="MaximumMessageSize">Bytes.</param>
/// <param name="OldestSent">When the oldest message was sent; null where the queue is empty.</param>
public sealed record LocalQueueDetails(
    string Name,
    string? Url,
    bool Fifo,
    bool ContentBasedDeduplication,
    int Visible,
    int InFlight,
    int Delayed,
    TimeSpan VisibilityTimeout,
    int MaximumMessageSize,
    DateTimeOffset Created,
    DateTimeOffset? OldestSent);

/// <summary>A message as it lies in the queue.</summary>
/// <param name="Number">Its place in the queue's order, rising.</param>
/// <param name="ReceiveCount">How often a receiver got it.</param>
/// <param name="HiddenUntil">When it becomes visible (again); null where it is visible.</param>
public sealed record LocalMessageDetails(
    long Number,
    string MessageId,
    string Body,
    IReadOnlyList<LocalAttribute> Attributes,
    string? GroupId,
    string? DeduplicationId,
    DateTimeOffset Sent,
    int ReceiveCount,
    DateTimeOffset? HiddenUntil);

/// <summary>One message attribute, as text or as bytes.</summary>
/// <param name="DataType">String, Number or Binary, with a label of one's own after a dot: <c>String.uuid</c>.</param>
/// <param name="Bytes">The value of a Binary; null for the others.</param>
public sealed record LocalAttribute(string Name, string DataType, string? Text, byte[]? Bytes = null);

/// <summary>A message to send.</summary>
/// <param name="GroupId">Required in a FIFO queue.</param>
/// <param name="DeduplicationId">Required in a FIFO queue without deduplication by content.</param>
public sealed record LocalMessageRequest(
    string? Body, IReadOnlyList<LocalAttribute> Attributes, string? GroupId = null, string? DeduplicationId = null);
