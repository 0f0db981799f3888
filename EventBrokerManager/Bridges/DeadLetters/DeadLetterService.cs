using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>The door to the dead letters: checks the role and the selection, then hands on.</summary>
internal sealed class DeadLetterService(DeadLetterReader reader, Redriver redriver, Discarder discarder) : IDeadLetters
{
    private const int LongestList = 1_000;

    public Task<IReadOnlyList<DeadLetterSummary>> ListAsync(
        Actor actor, Guid? bridge, DeadLetterFilter filter, int limit, long? before, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        return reader.ListAsync(bridge, filter, Math.Clamp(limit, 1, LongestList + 1), before, cancellation);
    }

    public Task<IReadOnlyList<DeadLetterGroup>> GroupsAsync(Actor actor, Guid? bridge, DeadLetterFilter filter, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        return reader.GroupsAsync(bridge, filter, cancellation);
    }

    public Task<DeadLetterContent> GetAsync(Actor actor, Guid bridge, long letter, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        return reader.GetAsync(bridge, letter, cancellation);
    }

    public Task<RedrivePreview> PreviewAsync(Actor actor, Guid bridge, DeadLetterSelection selection, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        Check(selection);
        return redriver.PreviewAsync(bridge, selection, cancellation);
    }

    public Task<RedriveDetails> RedriveAsync(
        Actor actor, Guid bridge, DeadLetterSelection selection, int? perSecond, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        Check(selection);
        return redriver.StartAsync(actor, bridge, selection, perSecond, cancellation);
    }

    public Task<RedriveDetails?> LastRedriveAsync(Actor actor, Guid bridge, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        return redriver.LastAsync(bridge, cancellation);
    }

    public Task<IReadOnlyList<BridgeRedrive>> RecentRedrivesAsync(Actor actor, Guid? bridge, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        return redriver.RecentAsync(bridge, cancellation);
    }

    public Task<RedriveDetails> CancelRedriveAsync(Actor actor, Guid bridge, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        return redriver.CancelAsync(actor, bridge, cancellation);
    }

    public Task<int> DiscardAsync(Actor actor, Guid bridge, DeadLetterSelection selection, string? reason, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        Check(selection);
        return discarder.DiscardAsync(actor, bridge, selection, reason, cancellation);
    }

    /// <summary>No id at all never means all of them.</summary>
    private static void Check(DeadLetterSelection selection)
    {
        if (selection.Ids is { Count: 0 })
            throw RefusedException.Invalid("ids", "ids is empty. Name dead letters, or leave it out for all that fit the filter.");
        if (selection.Ids is { Count: > DeadLetterSelection.MostIds } ids)
            throw RefusedException.Invalid("ids", $"ids has {ids.Count:N0} entries; {DeadLetterSelection.MostIds:N0} are allowed. Send fewer at once, or use a filter.");
    }
}
