using System.Text;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Api;

/// <summary>Dead letters in a list; remembers what was asked.</summary>
internal sealed class FakeDeadLetters : IDeadLetters
{
    private static readonly DateTimeOffset Then = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Oldest first.</summary>
    public List<DeadLetterSummary> Items { get; } = [];

    public DeadLetterFilter? LastFilter { get; private set; }

    public DeadLetterSelection? LastSelection { get; private set; }

    public int? LastPerSecond { get; private set; }

    public RedriveDetails? Redrive { get; set; }

    public Task<IReadOnlyList<DeadLetterSummary>> ListAsync(
        Actor actor, Guid? bridge, DeadLetterFilter filter, int limit, long? before, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        LastFilter = filter;
        return Task.FromResult<IReadOnlyList<DeadLetterSummary>>(
            [.. Items.Where(d => before is null || d.Id < before).OrderByDescending(d => d.Id).Take(limit)]);
    }

    public Task<IReadOnlyList<DeadLetterGroup>> GroupsAsync(Actor actor, Guid? bridge, DeadLetterFilter filter, CancellationToken cancellation)
    {
        LastFilter = filter;
        return Task.FromResult<IReadOnlyList<DeadLetterGroup>>(
            [new(bridge!.Value, "out", Guid.Empty, "too-large", 3, 30, 1, Then, Then, "Too large.", false, "OrderPlaced", Direction.KafkaToTarget, "queue")]);
    }

    public Task<DeadLetterContent> GetAsync(Actor actor, Guid bridge, long letter, CancellationToken cancellation) => Task.FromResult(
        new DeadLetterContent(Items.Single(d => d.Id == letter), null, [0xC3, 0x28], [new Header("ce_id", Encoding.UTF8.GetBytes("7")), new Header("none", null)]));

    public Task<RedrivePreview> PreviewAsync(Actor actor, Guid bridge, DeadLetterSelection selection, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        LastSelection = selection;
        return Task.FromResult(new RedrivePreview(5, 1, 2, 5, new Dictionary<string, int> { ["too-large"] = 3 }));
    }

    public Task<RedriveDetails> RedriveAsync(
        Actor actor, Guid bridge, DeadLetterSelection selection, int? perSecond, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        (LastSelection, LastPerSecond) = (selection, perSecond);
        return Task.FromResult(Redrive = Details(RedriveState.Running));
    }

    public Task<RedriveDetails?> LastRedriveAsync(Actor actor, Guid bridge, CancellationToken cancellation) => Task.FromResult(Redrive);

    public Task<IReadOnlyList<BridgeRedrive>> RecentRedrivesAsync(Actor actor, Guid? bridge, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<RedriveDetails> CancelRedriveAsync(Actor actor, Guid bridge, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        return Task.FromResult(Redrive = Details(RedriveState.Cancelled));
    }

    public Task<int> DiscardAsync(Actor actor, Guid bridge, DeadLetterSelection selection, string? reason, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        LastSelection = selection;
        return Task.FromResult(reason == "Not needed." ? 4 : throw RefusedException.Invalid("reason", "The reason is missing."));
    }

    private static RedriveDetails Details(RedriveState state) => new(1, state, "A reason.", 50, 10, 4, 1, 1, 0, "Robot", Then, null, null);
}
