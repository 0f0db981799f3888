using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape;

/// <summary>Whether an environment takes part.</summary>
public enum EnvironmentState
{
    /// <summary>The app's switch or its own is off.</summary>
    Disabled,

    /// <summary>Both switches are on, but there is no valid licence, and it had nothing before.</summary>
    Blocked,

    /// <summary>It takes part, or can; the timeline says how far it is.</summary>
    Enabled,

    /// <summary>It, or its app, is out of use.</summary>
    Retired,
}

/// <summary>The way of an environment to its first event, in this order.</summary>
public enum TimelineStep
{
    Licence,
    AppEnabled,
    EnvironmentEnabled,
    CredentialsTaken,
    ConfigurationFetched,
    ChannelsCreated,
    FirstEvent,
}

public enum StepState
{
    Done,

    /// <summary>The first one that is not done: the next move is here.</summary>
    Next,

    /// <summary>It comes after another one.</summary>
    Later,
}

/// <param name="At">When it was done; null where it is not done, or where nobody noted it.</param>
/// <param name="Text">What was done, or what is to do.</param>
/// <param name="WhoseMove">Who does it; null where it is done.</param>
public sealed record TimelineEntry(TimelineStep Step, StepState State, DateTimeOffset? At, string Text, string? WhoseMove);

/// <param name="Status">The HTTP status: 200 where it was taken.</param>
public sealed record ConfigurationCallDetails(DateTimeOffset At, int Status, string Outcome);

/// <summary>A pair of Kafka user and token, without its secrets.</summary>
/// <param name="Retires">From when on it counts no longer; null where it has no end.</param>
public sealed record CredentialDetails(
    Guid Id, int Generation, string UserName, DateTimeOffset Created, string CreatedBy, DateTimeOffset? LastUsed, DateTimeOffset? Retires);

/// <param name="PreviousSpace">Where it was moved out of, while what it may there stays; else null.</param>
/// <param name="Calls">The newest configuration calls, newest first.</param>
/// <param name="Notes">What else a person should know, such as what to start in which order, or that Kafka enforces nothing.</param>
public sealed record EnvironmentDetails(
    Guid Id, Guid AppId, string App, AppKind Kind, string Name, Guid SpaceId, string Space, string? PreviousSpace,
    bool AppEnabled, bool BrokerEnabled, EnvironmentState State, string Reason,
    IReadOnlyList<TimelineEntry> Timeline, IReadOnlyList<ConfigurationCallDetails> Calls, IReadOnlyList<CredentialDetails> Credentials,
    IReadOnlyList<string> Notes, DateTimeOffset? LastConfiguration, DateTimeOffset Created, DateTimeOffset? Retired);

/// <summary>
/// Environments: their switch, their space, their way to the first event. Reading needs the role View; changing one a Technical
/// Contact <i>of its app</i>, or an Admin; moving one an Admin. An environment is named by its id or as <c>app/environment</c>.
/// </summary>
public interface IEnvironments
{
    Task<EnvironmentDetails> GetAsync(Actor actor, string environment, CancellationToken cancellation);

    /// <summary>Makes it, in the space named after it, which is made where there is none.</summary>
    Task<EnvironmentDetails> CreateAsync(Actor actor, string app, string? name, CancellationToken cancellation);

    /// <summary>Its space stays the one it is in.</summary>
    Task<EnvironmentDetails> RenameAsync(Actor actor, string environment, string? name, CancellationToken cancellation);

    /// <summary>Takes it out of use; its switch must be off. Nothing is deleted.</summary>
    Task<EnvironmentDetails> RetireAsync(Actor actor, string environment, CancellationToken cancellation);

    Task<EnvironmentDetails> RestoreAsync(Actor actor, string environment, CancellationToken cancellation);

    /// <summary>What would stop.</summary>
    Task<Effects> EffectsOfSwitchingOffAsync(Actor actor, string environment, CancellationToken cancellation);

    /// <summary>Turns its switch. Off: it loses its access in Kafka, the rules first, then the users.</summary>
    Task<Applied<EnvironmentDetails>> SwitchAsync(Actor actor, string environment, bool on, CancellationToken cancellation);

    /// <summary>What the move would change: channels, subscribers, publishers, bridges.</summary>
    /// <param name="space">Name or id.</param>
    Task<Effects> EffectsOfMoveAsync(Actor actor, string environment, string? space, CancellationToken cancellation);

    /// <param name="cutNow">True: what it may in the old space ends at once; false: with its next configuration call.</param>
    /// <returns>With the id for <see cref="UndoMoveAsync"/>; null where it was in that space already.</returns>
    Task<Applied<(EnvironmentDetails Environment, Guid? Undo)>> MoveAsync(
        Actor actor, string environment, string? space, bool cutNow, CancellationToken cancellation);

    /// <summary>Takes a move back, for a day, where it was not moved again meanwhile.</summary>
    Task<Applied<EnvironmentDetails>> UndoMoveAsync(Actor actor, Guid undo, CancellationToken cancellation);
}
