using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine.Redrives;

/// <summary>A dead letter that is to go again.</summary>
/// <param name="Origin">Where it came from, as <see cref="RefusedEvent.Origin"/> says it.</param>
/// <param name="OriginKey">As <see cref="RefusedEvent.OriginKey"/>; of an event from a target, its id there.</param>
/// <param name="Redrives">How often it was sent again and refused again.</param>
public sealed record KeptLetter(long Id, Guid Connection, string Origin, string OriginKey, int Redrives, EventRecord Record);

/// <summary>A redrive that was asked for.</summary>
/// <param name="PerSecond">Events at most.</param>
public sealed record RedriveJob(long Id, string StartedBy, int PerSecond);

/// <summary>What came of sending a dead letter again.</summary>
/// <param name="Code">Null where it was delivered; else the stable word of the refusal.</param>
/// <param name="Reason">Of a refusal: what is wrong with the event, whose move it is, what to do.</param>
public sealed record RedriveResult(long Letter, string? Code, string? Reason)
{
    public static RedriveResult Delivered(long letter) => new(letter, null, null);
}

/// <summary>What holding dead letters against the rules brought.</summary>
/// <param name="Refused">Those that would be refused again before they are sent.</param>
public sealed record RedriveCheck(int Examined, IReadOnlyList<RedriveResult> Refused);

/// <summary>How a redrive ended.</summary>
/// <param name="Left">Chosen, and neither delivered nor refused again: discarded meanwhile, or their connection is gone.</param>
public sealed record RedriveEnd(int Delivered, int Refused, int Left);

/// <summary>The redrives of a bridge, and the dead letters that they take.</summary>
public interface IRedriveStore
{
    /// <summary>The one that has not ended; null where there is none.</summary>
    Task<RedriveJob?> UnderWayAsync(Guid bridge, CancellationToken cancellation);

    /// <summary>
    /// The connection's next dead letters of it in their original order, <paramref name="most"/> at most, without those that this redrive has
    /// sent already; none once it was cancelled.
    /// </summary>
    /// <param name="after">The last one that the caller has had; 0 at first.</param>
    Task<IReadOnlyList<KeptLetter>> NextAsync(RedriveJob job, Guid connection, long after, int most, CancellationToken cancellation);

    /// <summary>Takes away what was delivered and writes why the rest was refused again, all or none; returns when it is safe on disk.</summary>
    /// <returns>How many dead letters went.</returns>
    Task<int> SettleAsync(RedriveJob job, IReadOnlyList<RedriveResult> results, CancellationToken cancellation);

    /// <summary>It is through. Null where it has ended before, such as cancelled.</summary>
    Task<RedriveEnd?> EndAsync(RedriveJob job, CancellationToken cancellation);
}
