using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>A dead letter in a list; the event's content comes with <see cref="DeadLetterContent"/>.</summary>
/// <param name="Origin">Topic, partition and offset, or the queue and the message's id.</param>
/// <param name="Size">Bytes of key, value and headers.</param>
/// <param name="Redrives">How often it was sent again and refused again.</param>
/// <param name="LastRedriven">When it was refused again last.</param>
public sealed record DeadLetterSummary(
    long Id, Guid BridgeId, Guid ConnectionId, DateTimeOffset At, string ReasonCode, string Reason, string Origin,
    string? EventId, string? EventType, long Size, int Redrives, DateTimeOffset? LastRedriven);

/// <summary>A dead letter, whole.</summary>
public sealed record DeadLetterContent(DeadLetterSummary Summary, byte[]? Key, byte[]? Value, IReadOnlyList<Header> Headers);

/// <summary>The dead letters of one connection with one reason.</summary>
/// <param name="Bytes">Of all together.</param>
/// <param name="HeldBack">Those that only a redrive by id takes, because they were refused again too often.</param>
/// <param name="Reason">What the newest one says.</param>
/// <param name="IsOrphaned">True where the connection is gone, so that they can only be discarded.</param>
/// <param name="Direction">Null where the connection is gone.</param>
public sealed record DeadLetterGroup(
    Guid BridgeId, string Bridge, Guid ConnectionId, string ReasonCode, int Count, long Bytes, int HeldBack,
    DateTimeOffset Oldest, DateTimeOffset Newest, string Reason, bool IsOrphaned, string? Event, Direction? Direction, string? Target)
{
    public DeadLetterReason About => DeadLetterReason.Of(ReasonCode, Direction);
}

/// <summary>Which dead letters; what is null does not matter.</summary>
/// <param name="From">The first moment at which they were set aside.</param>
/// <param name="To">The moment before which they were set aside.</param>
/// <param name="Search">Text in the reason, its code, the origin, or the event's id or type, in any case.</param>
public sealed record DeadLetterFilter(
    Guid? Connection = null, string? ReasonCode = null, string? EventType = null, DateTimeOffset? From = null, DateTimeOffset? To = null,
    string? Search = null)
{
    public static DeadLetterFilter All { get; } = new();
}

/// <summary>Which dead letters of a bridge an act is for: these, or all that fit the filter.</summary>
/// <param name="Ids">Null for all that fit <paramref name="Filter"/>.</param>
public sealed record DeadLetterSelection(IReadOnlyList<long>? Ids, DeadLetterFilter Filter)
{
    /// <summary>Ids of one act at most.</summary>
    public const int MostIds = 1_000;

    public static DeadLetterSelection These(params IReadOnlyList<long> ids) => new(ids, DeadLetterFilter.All);

    public static DeadLetterSelection Matching(DeadLetterFilter filter) => new(null, filter);
}

/// <summary>What a redrive would do.</summary>
/// <param name="Total">Dead letters that it would send.</param>
/// <param name="HeldBack">Left out, because they were refused again <see cref="RedriveRules.MostRedrives"/> times; a redrive by id takes them.</param>
/// <param name="Orphaned">Left out, because their connection is gone.</param>
/// <param name="Examined">How many, oldest first, were held against the rules that count now; <see cref="RedriveRules.MostExamined"/> at most.</param>
/// <param name="RefusedAgain">How many of these would be refused again before they are sent, by reason.</param>
public sealed record RedrivePreview(
    int Total, int HeldBack, int Orphaned, int Examined, IReadOnlyDictionary<string, int> RefusedAgain);

/// <summary>Whether a redrive goes on.</summary>
public enum RedriveState
{
    Running,

    /// <summary>The target, Kafka or the database is away, or the bridge does not run; it goes on by itself.</summary>
    Waiting,
    Done,
    Cancelled,
}

/// <summary>The last redrive of a bridge.</summary>
/// <param name="Reason">What is the case, whose move it is.</param>
/// <param name="Refused">Sent again and refused again: they stay, with the new reason.</param>
public sealed record RedriveDetails(
    long Id, RedriveState State, string Reason, int PerSecond, int Total, int Delivered, int Refused, int HeldBack, int Orphaned,
    string StartedBy, DateTimeOffset Started, DateTimeOffset? Ended, string? CancelledBy)
{
    /// <summary>Not sent (yet).</summary>
    public int Left => Total - Delivered - Refused;
}

/// <summary>A redrive with its bridge.</summary>
public sealed record BridgeRedrive(Guid BridgeId, string Bridge, RedriveDetails Redrive);
