using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Persistence.Entities;

/// <summary>A service, a space, a name, a region, and connections.</summary>
public sealed class Bridge
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string Name { get; set; }

    /// <summary><see cref="Names.Key"/> of the name; unique in the organisation.</summary>
    public required string NameKey { get; set; }

    /// <summary>The connector's key, such as <c>sqs</c>.</summary>
    public required string Service { get; set; }
    public Guid SpaceId { get; set; }
    public Space Space { get; init; } = null!;
    public required string Region { get; set; }
    public StartFrom From { get; set; }
    public DesiredState Desired { get; set; }

    /// <summary>Grows with every change of the definition; detects two people editing at once, and tells the engine to reconfigure.</summary>
    public int Revision { get; set; } = 1;
    public required string CreatedBy { get; init; }
    public DateTimeOffset Created { get; init; }
    public List<Connection> Connections { get; init; } = [];
}

/// <summary>One event in one direction with its target.</summary>
public sealed class Connection
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public Guid BridgeId { get; init; }
    public Bridge Bridge { get; init; } = null!;
    public Guid EventId { get; set; }
    public ServiceEvent Event { get; init; } = null!;
    public Direction Direction { get; set; }

    /// <summary>The target's address in its one notation, such as a queue URL; unique in the organisation.</summary>
    public required string Target { get; set; }
    public EventFormat Format { get; set; }

    /// <summary>Events confirmed by the other side since the connection exists; written every few seconds and at each stop.</summary>
    public long Delivered { get; set; }
}

/// <summary>The next offset that a bridge reads from a partition; Kafka forgets an empty group's after seven days.</summary>
public sealed class Position
{
    public Guid BridgeId { get; init; }
    public required string Topic { get; init; }
    public int Partition { get; init; }
    public long Offset { get; set; }

    /// <summary>The topic that the offset belongs to: a topic made anew under the same name has another one. Null where unknown.</summary>
    public string? TopicId { get; set; }
}

/// <summary>One change of a bridge's state or definition.</summary>
public sealed class BridgeHistoryEntry
{
    public long Id { get; init; }
    public Guid BridgeId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The state that began then, or null for something that happened within a state, such as a gap.</summary>
    public BridgeState? State { get; init; }
    public required string Reason { get; init; }

    /// <summary>Who did it, or null where it came about by itself.</summary>
    public string? By { get; init; }
}

/// <summary>An event that could not be delivered, whole, with its reason.</summary>
public sealed class DeadLetter
{
    public long Id { get; init; }
    public Guid BridgeId { get; init; }
    public Guid ConnectionId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>A stable word per kind of reason, such as <c>too-large</c>; for grouping.</summary>
    public required string ReasonCode { get; set; }

    /// <summary>What is wrong with this event, whose move it is, and what to do.</summary>
    public required string Reason { get; set; }

    /// <summary>Where it came from: <c>topic/partition/offset</c>, or the queue's URL and message id.</summary>
    public required string Origin { get; init; }

    /// <summary>Unique per connection and origin, so that a crash between writing and settling keeps one copy.</summary>
    public required string OriginKey { get; init; }
    public string? EventId { get; init; }
    public string? EventType { get; init; }
    public byte[]? Key { get; init; }

    /// <summary>The data as it came; null is a Kafka null value.</summary>
    public byte[]? Value { get; init; }

    /// <summary>JSON array of <c>[name, base64 or null]</c>.</summary>
    public required string Headers { get; init; }

    /// <summary>Bytes of key, value and headers; counted against the bridge's limit.</summary>
    public long Size { get; init; }

    /// <summary>How often it was sent again and refused again for what it is.</summary>
    public int Redrives { get; set; }

    /// <summary>When it was refused again last.</summary>
    public DateTimeOffset? LastRedriven { get; set; }

    /// <summary>The redrive that it was refused in last, so that one that goes on after a restart takes it no second time.</summary>
    public long? LastRedrive { get; set; }
}

/// <summary>A redrive of a bridge's dead letters; the last one is kept, and one that has not ended goes on whenever the bridge runs.</summary>
public sealed class Redrive
{
    public long Id { get; init; }
    public Guid BridgeId { get; init; }
    public required string StartedBy { get; init; }
    public DateTimeOffset Started { get; init; }

    /// <summary>Events per second at most.</summary>
    public int PerSecond { get; init; }

    /// <summary>What was chosen, as JSON.</summary>
    public required string Selection { get; init; }

    /// <summary>The newest dead letter there was at the start; later ones are not taken, so that it ends.</summary>
    public long UpTo { get; init; }

    /// <summary>Dead letters to send.</summary>
    public int Total { get; init; }

    /// <summary>Chosen and left out, because they were refused again too often.</summary>
    public int HeldBack { get; init; }

    /// <summary>Chosen and left out, because their connection is gone.</summary>
    public int Orphaned { get; init; }

    public int Delivered { get; set; }

    public int Refused { get; set; }

    /// <summary>Null while it is under way.</summary>
    public DateTimeOffset? Ended { get; set; }

    /// <summary>Null where nobody cancelled it.</summary>
    public string? CancelledBy { get; set; }
}

/// <summary>A wizard that was begun and not finished, kept over reloads and restarts.</summary>
public sealed class BridgeDraft
{
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Whose draft it is; one per person.</summary>
    public required string Owner { get; init; }
    public required string Json { get; set; }
    public DateTimeOffset Saved { get; set; }
}
