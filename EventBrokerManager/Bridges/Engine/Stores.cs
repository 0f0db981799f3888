using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>Where the engine finds what should run.</summary>
public interface IBridgePlans
{
    /// <summary>The bridges whose desired state is Started.</summary>
    Task<IReadOnlyList<BridgePlan>> StartedAsync(CancellationToken cancellation);
}

/// <summary>A position: the next offset to read, in this very topic.</summary>
/// <param name="TopicId">Null where unknown.</param>
public readonly record struct SavedPosition(long Offset, string? TopicId);

/// <summary>Keeps how far bridges are.</summary>
public interface IProgressStore
{
    Task<IReadOnlyDictionary<PartitionId, SavedPosition>> PositionsAsync(Guid bridge, CancellationToken cancellation);

    /// <summary>Saves positions and delivered counts, in one transaction; of a bridge that is gone, nothing.</summary>
    Task SaveAsync(
        Guid bridge, IReadOnlyDictionary<PartitionId, SavedPosition> positions, IReadOnlyDictionary<Guid, long> delivered,
        CancellationToken cancellation);
}

/// <summary>An event that cannot go on, on its way into the store.</summary>
/// <param name="Origin">Where it came from, for people.</param>
/// <param name="OriginKey">Unique within the connection, so that an event set aside twice is kept once.</param>
public sealed record RefusedEvent(
    Guid Bridge, Guid Connection, string ReasonCode, string Reason, string Origin, string OriginKey, EventRecord Record);

/// <summary>Keeps dead letters.</summary>
public interface IDeadLetterStore
{
    /// <summary>Returns when they are safe on disk. All or none; those that are there already are passed over.</summary>
    /// <returns>How many were new.</returns>
    /// <exception cref="DeadLetterLimitException">The bridge holds as many as it may.</exception>
    Task<int> AddAsync(IReadOnlyList<RefusedEvent> events, CancellationToken cancellation);
}

/// <summary>A bridge holds as many dead letters as it may.</summary>
public sealed class DeadLetterLimitException(string message) : Exception(message);

/// <summary>Keeps what happened to a bridge.</summary>
public interface IBridgeJournal
{
    /// <param name="state">The state that began, or null for something that happened within a state.</param>
    Task AddAsync(Guid bridge, BridgeState? state, string reason, CancellationToken cancellation);
}
