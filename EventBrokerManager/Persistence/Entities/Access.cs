namespace EventBrokerManager.Persistence.Entities;

/// <summary>What a deployed app said that it does with an event, in its last configuration call.</summary>
public sealed class Implemented
{
    public Guid EnvironmentId { get; init; }
    public AppEnvironment Environment { get; init; } = null!;
    public Guid EventId { get; init; }
    public ServiceEvent Event { get; init; } = null!;
    public bool Publish { get; set; }
    public bool Subscribe { get; set; }

    /// <summary>The version of the service in the app's model.</summary>
    public required string Version { get; set; }
    public DateTimeOffset Since { get; set; }

    /// <summary>Since when the model has it no more; null while it has.</summary>
    public DateTimeOffset? Retired { get; set; }
}

/// <summary>Whether an environment may publish and subscribe to an event. Everything that is implemented has one.</summary>
public sealed class Grant
{
    public Guid EnvironmentId { get; init; }
    public AppEnvironment Environment { get; init; } = null!;
    public Guid EventId { get; init; }
    public ServiceEvent Event { get; init; } = null!;

    /// <summary>Null: nobody decided, so it may not; the organisation's rule decides when it is implemented.</summary>
    public bool? Publish { get; set; }

    /// <inheritdoc cref="Publish"/>
    public bool? Subscribe { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>The person who decided last; null where the organisation's rule did.</summary>
    public string? By { get; set; }
}

/// <summary>How a change can be taken back, for a while.</summary>
public sealed class UndoStep
{
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>What kind of change, such as <c>access</c>; decides how <see cref="Data"/> is read.</summary>
    public required string Kind { get; init; }

    /// <summary>What was changed, in a person's words.</summary>
    public required string Subject { get; init; }

    /// <summary>JSON of what was before and after. Never a secret.</summary>
    public required string Data { get; init; }
    public DateTimeOffset At { get; init; }
    public required string By { get; init; }

    /// <summary>The moment from which it cannot be taken back any more.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>When it was taken back; null: it was not.</summary>
    public DateTimeOffset? Undone { get; set; }
}
