using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges;

/// <summary>A bridge with its definition and its moment.</summary>
public sealed record BridgeDetails(
    Guid Id,
    string Name,
    string Service,
    Guid SpaceId,
    string Space,
    string Region,
    StartFrom From,
    DesiredState Desired,
    int Revision,
    string CreatedBy,
    DateTimeOffset Created,
    IReadOnlyList<ConnectionDetails> Connections,
    BridgeStatus Status);

/// <param name="Event">The event's name.</param>
/// <param name="Service">The business event service that it belongs to.</param>
public sealed record ConnectionDetails(
    Guid Id,
    Guid EventId,
    string Event,
    string Service,
    string Topic,
    Direction Direction,
    string Target,
    EventFormat Format);

public sealed record HistoryEntry(DateTimeOffset At, BridgeState? State, string Reason, string? By);
