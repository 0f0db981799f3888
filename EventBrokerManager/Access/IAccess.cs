using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Access;

/// <summary>Where access and reality disagree, for one environment and event.</summary>
public enum AccessGap
{
    None,
    ImplementedButNoAccess,
    AccessButNotImplemented,

    /// <summary>One direction has the one gap, the other direction the other.</summary>
    Both,
}

/// <summary>What one environment may do with one event, and what it does.</summary>
/// <param name="Event">The event alone.</param>
/// <param name="Owner">The app that defined the event, or null.</param>
/// <param name="By">Who decided last; null where the organisation's rule did.</param>
public sealed record AccessDetails(
    Guid EnvironmentId, string App, string Environment, string Space, Guid EventId, string Service, string Event, string? Owner,
    bool Publish, bool Subscribe, bool ImplementsPublish, bool ImplementsSubscribe, AccessGap Gap, DateTimeOffset At, string? By);

/// <summary>Which rows of the overview.</summary>
/// <param name="Search">Part of the app's, environment's, space's, service's or event's name, in any case.</param>
/// <param name="Gaps">True: only rows with a gap.</param>
public sealed record AccessFilter(
    string? Search = null, Guid? App = null, Guid? Environment = null, Guid? Event = null, Guid? Space = null, bool Gaps = false);

/// <param name="Total">Rows in all, of which <paramref name="Rows"/> is a part.</param>
public sealed record AccessPart(IReadOnlyList<AccessDetails> Rows, int Total);

/// <param name="Environment">Id or <c>app/environment</c>.</param>
/// <param name="Event">Id, <c>service/event</c>, or the event alone where that is unambiguous in the environment's space.</param>
/// <param name="Publish">Null leaves it as it is.</param>
/// <param name="Subscribe">Null leaves it as it is.</param>
public sealed record AccessChange(string? Environment, string? Event, bool? Publish, bool? Subscribe);

/// <summary>What one change does, before it happens.</summary>
/// <param name="Consequences">One sentence each; empty where the change changes nothing.</param>
public sealed record AccessEffect(string Environment, string Event, IReadOnlyList<string> Consequences);

/// <param name="Undo">For <see cref="IAccess.UndoAsync"/>; null where nothing changed.</param>
/// <param name="UndoUntil">Until when.</param>
public sealed record AccessApplied(IReadOnlyList<AccessDetails> Rows, Guid? Undo, DateTimeOffset? UndoUntil);

/// <param name="Publish">An environment may publish an event of another app as soon as it implements it.</param>
/// <param name="Subscribe">The same for subscribing.</param>
public sealed record AccessRule(bool Publish, bool Subscribe);

/// <summary>
/// Who may publish and subscribe to what. An app may use what it defines as it implements it; for other events the organisation's
/// rule decides when they are first implemented, and an Admin at any time. Reading needs the role View, changing Admin.
/// </summary>
public interface IAccess
{
    /// <summary>By app, environment, service and event.</summary>
    Task<AccessPart> ListAsync(Actor actor, AccessFilter filter, int skip, int take, CancellationToken cancellation);

    /// <summary>What the changes would do.</summary>
    /// <exception cref="RefusedException">Something named is not there; fields are <c>changes[0].environment</c>, of a single one <c>environment</c>.</exception>
    Task<IReadOnlyList<AccessEffect>> PreviewAsync(Actor actor, IReadOnlyList<AccessChange> changes, CancellationToken cancellation);

    /// <summary>All of the changes or none, at once in Kafka too.</summary>
    Task<Applied<AccessApplied>> ApplyAsync(Actor actor, IReadOnlyList<AccessChange> changes, CancellationToken cancellation);

    /// <summary>Takes an <see cref="ApplyAsync"/> back, for an hour, where nobody changed the same access meanwhile.</summary>
    Task<Applied<AccessApplied>> UndoAsync(Actor actor, Guid undo, CancellationToken cancellation);

    Task<AccessRule> RuleAsync(Actor actor, CancellationToken cancellation);

    /// <summary>Changes the organisation's rule for what is implemented from now on; access that was decided stays.</summary>
    Task<AccessRule> SetRuleAsync(Actor actor, AccessRule rule, CancellationToken cancellation);
}
