using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Persistence.Entities;

/// <summary>An application that exchanges events.</summary>
public sealed class App
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string Name { get; set; }

    /// <summary><see cref="Names.Key"/> of the name; unique in the organisation, among retired ones too.</summary>
    public required string NameKey { get; set; }
    public AppKind Kind { get; set; }

    /// <summary>The app's own switch; each environment has one besides.</summary>
    public bool BrokerEnabled { get; set; }

    /// <summary>When the switch was last turned, and by whom; null: never.</summary>
    public DateTimeOffset? BrokerSwitched { get; set; }
    public string? BrokerSwitchedBy { get; set; }
    public DateTimeOffset Created { get; init; }

    /// <summary>Since when it is out of use; null while it is in use.</summary>
    public DateTimeOffset? Retired { get; set; }
    public List<AppEnvironment> Environments { get; init; } = [];
    public List<TechnicalContact> Contacts { get; init; } = [];
}

/// <summary>Who may switch an app's event broker.</summary>
public sealed class TechnicalContact
{
    public Guid AppId { get; init; }

    /// <summary>A person's id, or the name of an API token as it stands in the audit (<see cref="Actor.Subject"/>).</summary>
    public required string Subject { get; init; }
}

/// <summary>One deployment of an app, placed in a space.</summary>
public sealed class AppEnvironment
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public Guid AppId { get; init; }
    public App App { get; init; } = null!;
    public required string Name { get; set; }

    /// <summary><see cref="Names.Key"/> of the name; unique in the app.</summary>
    public required string NameKey { get; set; }
    public Guid SpaceId { get; set; }
    public Space Space { get; set; } = null!;

    /// <summary>Where it was before it was moved. What it may there stays until its next configuration call; null: nothing stays.</summary>
    public Guid? PreviousSpaceId { get; set; }

    /// <summary>The environment's own switch; the app has one besides.</summary>
    public bool BrokerEnabled { get; set; }

    /// <summary>When the switch was last turned, and by whom; null: never.</summary>
    public DateTimeOffset? BrokerSwitched { get; set; }
    public string? BrokerSwitchedBy { get; set; }

    /// <summary>When the app last fetched its configuration, and the first time; null: never.</summary>
    public DateTimeOffset? LastConfiguration { get; set; }
    public DateTimeOffset? FirstConfiguration { get; set; }

    /// <summary>When all channels of what it publishes were there for the first time; null: not yet.</summary>
    public DateTimeOffset? ChannelsCreated { get; set; }

    /// <summary>When the first event was seen in one of its channels; null: none yet.</summary>
    public DateTimeOffset? FirstEvent { get; set; }
    public DateTimeOffset Created { get; init; }

    /// <summary>Since when it is out of use; null while it is in use.</summary>
    public DateTimeOffset? Retired { get; set; }
    public List<Credential> Credentials { get; init; } = [];
}

/// <summary>What one deployment signs in with: a Kafka user, and a token for its configuration. Password and token are not kept.</summary>
public sealed class Credential
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public Guid EnvironmentId { get; init; }
    public AppEnvironment Environment { get; init; } = null!;

    /// <summary>1 for the environment's first, and one more with each rotation.</summary>
    public int Generation { get; init; }

    /// <summary>The Kafka user; unique.</summary>
    public required string UserName { get; init; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] TokenHash { get; init; }
    public DateTimeOffset Created { get; init; }
    public required string CreatedBy { get; init; }

    /// <summary>When Kafka had the user and the credentials were handed over; null while they are being made.</summary>
    public DateTimeOffset? Issued { get; set; }

    /// <summary>When the token last fetched a configuration; null: never.</summary>
    public DateTimeOffset? LastUsed { get; set; }

    /// <summary>From when on user and token count no longer; null while they have no end.</summary>
    public DateTimeOffset? Retires { get; set; }

    /// <summary>When Kafka's user was removed because the broker was switched off; the token tells so then, and new credentials are needed.</summary>
    public DateTimeOffset? UserRemoved { get; set; }

    /// <summary>Whether user and token count at <paramref name="now"/>.</summary>
    public bool IsLive(DateTimeOffset now) => Retires is null || Retires > now;
}

/// <summary>One call for a configuration, taken or refused; the newest of each environment are kept.</summary>
public sealed class ConfigurationCall
{
    public long Id { get; init; }
    public Guid EnvironmentId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The HTTP status that was answered.</summary>
    public int Status { get; init; }

    /// <summary>What came of it, for people; of a refusal: why, whose move it is, what to do.</summary>
    public required string Outcome { get; init; }
}
