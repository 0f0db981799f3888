using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Persistence.Entities;

/// <summary>The one company of this installation.</summary>
public sealed class Organisation
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string Name { get; set; }

    /// <summary>The region of the licence, which never changes once there is one; before that the region offered first, or null.</summary>
    public string? Region { get; set; }

    /// <summary>When the first licence was entered; null: there never was one.</summary>
    public DateTimeOffset? LicensedSince { get; set; }

    /// <summary>The moment from which the licence counts no longer; null: it does not end.</summary>
    public DateTimeOffset? LicenceExpires { get; set; }

    /// <summary>Whether an environment may publish an event of another app as soon as it implements it.</summary>
    public bool DefaultPublish { get; set; }

    /// <summary>Whether an environment may subscribe to an event of another app as soon as it implements it.</summary>
    public bool DefaultSubscribe { get; set; } = true;
}

/// <summary>Who can exchange events with whom.</summary>
public sealed class Space
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string Name { get; set; }

    /// <summary><see cref="Names.Key"/> of the name; unique.</summary>
    public required string NameKey { get; set; }
    public DateTimeOffset Created { get; init; }
}

/// <summary>A named, versioned set of events.</summary>
public sealed class Service
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string Name { get; set; }
    public required string NameKey { get; set; }
    public required string Version { get; set; }

    /// <summary>The app that defines it, or null where it was added by hand or by the API.</summary>
    public Guid? AppId { get; set; }
    public App? App { get; set; }
    public DateTimeOffset Created { get; init; }
    public List<ServiceEvent> Events { get; init; } = [];
}

/// <summary>One message type of a service. Its id is the channel id, the same in every space.</summary>
public sealed class ServiceEvent
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public Guid ServiceId { get; init; }
    public Service Service { get; init; } = null!;

    /// <summary>The CloudEvents <c>type</c>.</summary>
    public required string Name { get; set; }

    /// <summary>The app that defined it first; null where it was added by hand, or is only subscribed to so far.</summary>
    public Guid? OwnerId { get; set; }
    public App? Owner { get; set; }

    /// <summary>The key of its channel in the AsyncAPI document that brought it first; null where no document did.</summary>
    public string? ChannelKey { get; set; }

    /// <summary>True while no app and no person has defined it: somebody subscribes to it, and the first app that publishes it owns it.</summary>
    public bool Undefined { get; set; }

    /// <summary>The version of its service in which it was last defined; null where that is the service's own.</summary>
    public string? Version { get; set; }

    /// <summary>Since when no model of its owner has it any more; null while one has.</summary>
    public DateTimeOffset? Retired { get; set; }
    public List<EventAttribute> Attributes { get; set; } = [];
}

/// <summary>A field of an event's body.</summary>
public sealed class EventAttribute
{
    public required string Name { get; set; }
    public required string Type { get; set; }
}

/// <summary>Where one event lives in one space: a Kafka topic.</summary>
public sealed class Channel
{
    public Guid EventId { get; init; }
    public ServiceEvent Event { get; init; } = null!;
    public Guid SpaceId { get; init; }
    public Space Space { get; init; } = null!;
    public required string Topic { get; init; }

    /// <summary>Partitions and replication factor as they were when the topic was created or taken over.</summary>
    public int Partitions { get; set; }
    public int ReplicationFactor { get; set; }

    /// <summary>True where the topic was there before the channel; it was taken over as it was.</summary>
    public bool TakenOver { get; set; }
    public DateTimeOffset Created { get; init; }
}
