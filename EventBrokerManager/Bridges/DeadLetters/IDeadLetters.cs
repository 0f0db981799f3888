using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>
/// What bridges could not deliver: reads it, sends it again, discards it. Checks roles (View reads, a Technical Contact acts), keeps the
/// audit. Every refusal is a <see cref="RefusedException"/>.
/// </summary>
public interface IDeadLetters
{
    /// <summary>Newest first, below <paramref name="before"/> where it is given.</summary>
    /// <param name="bridge">Null for all bridges.</param>
    /// <param name="limit">1,000 at most.</param>
    Task<IReadOnlyList<DeadLetterSummary>> ListAsync(
        Actor actor, Guid? bridge, DeadLetterFilter filter, int limit, long? before, CancellationToken cancellation);

    /// <summary>By connection and reason, most first.</summary>
    /// <param name="bridge">Null for all bridges.</param>
    Task<IReadOnlyList<DeadLetterGroup>> GroupsAsync(Actor actor, Guid? bridge, DeadLetterFilter filter, CancellationToken cancellation);

    Task<DeadLetterContent> GetAsync(Actor actor, Guid bridge, long letter, CancellationToken cancellation);

    /// <summary>What <see cref="RedriveAsync"/> would do; changes nothing. Refuses what that would refuse.</summary>
    Task<RedrivePreview> PreviewAsync(Actor actor, Guid bridge, DeadLetterSelection selection, CancellationToken cancellation);

    /// <summary>
    /// Sends dead letters again, in their original order by connection, in the background, through the running bridge. One at a time by
    /// bridge; it goes on after a restart. Those that were refused again too often are taken by id only.
    /// </summary>
    /// <param name="perSecond">Events at most; null for <see cref="RedriveRules.PerSecond"/>.</param>
    Task<RedriveDetails> RedriveAsync(Actor actor, Guid bridge, DeadLetterSelection selection, int? perSecond, CancellationToken cancellation);

    /// <summary>The bridge's last redrive; null where there was none.</summary>
    Task<RedriveDetails?> LastRedriveAsync(Actor actor, Guid bridge, CancellationToken cancellation);

    /// <summary>The redrives that are under way or ended within the last ten minutes, oldest first.</summary>
    /// <param name="bridge">Null for all bridges.</param>
    Task<IReadOnlyList<BridgeRedrive>> RecentRedrivesAsync(Actor actor, Guid? bridge, CancellationToken cancellation);

    /// <summary>Ends the redrive that is under way; what it has sent already is still answered. What it has not sent stays a dead letter.</summary>
    Task<RedriveDetails> CancelRedriveAsync(Actor actor, Guid bridge, CancellationToken cancellation);

    /// <summary>Deletes dead letters for good.</summary>
    /// <param name="reason">Why, for the audit; required.</param>
    /// <returns>How many.</returns>
    Task<int> DiscardAsync(Actor actor, Guid bridge, DeadLetterSelection selection, string? reason, CancellationToken cancellation);
}
