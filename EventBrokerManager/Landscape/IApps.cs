using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape;

/// <param name="Subject">A person's id or a token's name (<see cref="Actor.Subject"/>).</param>
/// <param name="Name">As people know them.</param>
/// <param name="Email">Null of a token, and of a person who is gone.</param>
public sealed record ContactDetails(string Subject, string Name, string? Email);

public sealed record AppDetails(
    Guid Id, string Name, AppKind Kind, bool BrokerEnabled, DateTimeOffset? BrokerSwitched, string? BrokerSwitchedBy,
    IReadOnlyList<ContactDetails> Contacts, IReadOnlyList<EnvironmentSummary> Environments, DateTimeOffset Created, DateTimeOffset? Retired);

public sealed record EnvironmentSummary(
    Guid Id, string Name, Guid SpaceId, string Space, bool BrokerEnabled, EnvironmentState State, string Reason,
    DateTimeOffset? LastConfiguration, DateTimeOffset? Retired);

/// <param name="Contacts">People by e-mail or id, tokens by name; null leaves them as they are, and makes the creator the first one.</param>
public sealed record AppRequest(string? Name, AppKind? Kind, IReadOnlyList<string>? Contacts = null);

/// <summary>What a change does, before it happens. Each is one sentence for people.</summary>
/// <param name="Subject">What is changed.</param>
/// <param name="Consequences">Empty where nothing is affected.</param>
public sealed record Effects(string Subject, IReadOnlyList<string> Consequences);

/// <summary>A change that was saved.</summary>
/// <param name="Problem">Null where Kafka agrees already; else what is in the way, and that it follows by itself.</param>
public sealed record Applied<T>(T Value, string? Problem);

/// <summary>
/// Apps with their Technical Contacts and the app's own switch. Reading needs the role View; creating Technical Contact;
/// changing one a Technical Contact <i>of that app</i>, or an Admin. Every refusal is a <see cref="RefusedException"/>.
/// </summary>
public interface IApps
{
    /// <summary>By name, retired ones last.</summary>
    Task<IReadOnlyList<AppDetails>> ListAsync(Actor actor, CancellationToken cancellation);

    /// <param name="app">Id or name.</param>
    Task<AppDetails> GetAsync(Actor actor, string app, CancellationToken cancellation);

    /// <summary>The creator becomes its Technical Contact, unless others are named.</summary>
    Task<AppDetails> CreateAsync(Actor actor, AppRequest request, CancellationToken cancellation);

    /// <summary>Renames it, makes it Free or Licensed, replaces its contacts; what is null stays.</summary>
    Task<AppDetails> UpdateAsync(Actor actor, string app, AppRequest request, CancellationToken cancellation);

    /// <summary>Takes it out of use; its switch must be off. Nothing is deleted.</summary>
    Task<AppDetails> RetireAsync(Actor actor, string app, CancellationToken cancellation);

    Task<AppDetails> RestoreAsync(Actor actor, string app, CancellationToken cancellation);

    /// <summary>What would stop.</summary>
    Task<Effects> EffectsOfSwitchingOffAsync(Actor actor, string app, CancellationToken cancellation);

    /// <summary>Turns the app's switch. Off: all its environments lose their access in Kafka, the rules first, then the users.</summary>
    Task<Applied<AppDetails>> SwitchAsync(Actor actor, string app, bool on, CancellationToken cancellation);
}
