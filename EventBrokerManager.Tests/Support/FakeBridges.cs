using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Support;

/// <summary>Bridges in a list with states as a test sets them, for pages.</summary>
public sealed class FakeBridges : IBridgeService, IBridgeMonitor
{
    private readonly List<Action> _subscribers = [];

    public List<BridgeDetails> Items { get; } = [];

    /// <summary>How many follow the changes now.</summary>
    public int Subscribers => _subscribers.Count;

    /// <summary>Adds a bridge with one connection.</summary>
    public BridgeDetails Add(
        string name, BridgeState state, string space = "Production", EventBrokerManager.Landscape.EventDetails? item = null,
        Direction direction = Direction.KafkaToTarget, string reason = "All is well.",
        double perSecond = 0, long? lag = 0, long deadLetters = 0)
    {
        var (id, connection) = (Guid.NewGuid(), Guid.NewGuid());
        var status = new ConnectionStatus(connection, state, reason, DateTimeOffset.UnixEpoch, null, 0, deadLetters, 0, perSecond, lag);
        var bridge = new BridgeDetails(id, name, "sqs", Guid.Empty, space, "eu-central-1", StartFrom.New, DesiredState.Started, 1, "Tess",
            DateTimeOffset.UnixEpoch,
            [
                new ConnectionDetails(connection, item?.Id ?? Guid.NewGuid(), item?.Name ?? "OrderPlaced",
                    item?.Service ?? "Orders", "topic", direction,
                    $"https://sqs.eu-central-1.amazonaws.com/123456789012/{name}-queue", EventFormat.Binary),
            ],
            new BridgeStatus(id, state, reason, DateTimeOffset.UnixEpoch, [status], [], []));
        Items.Add(bridge);
        return bridge;
    }

    /// <summary>Changes a bridge's status and tells the followers.</summary>
    public void Set(Guid bridge, Func<BridgeStatus, BridgeStatus> change)
    {
        var at = Items.FindIndex(b => b.Id == bridge);
        Items[at] = Items[at] with { Status = change(Items[at].Status) };
        foreach (var subscriber in _subscribers.ToList())
            subscriber();
    }

    public BridgeStatus Get(Guid bridge) => Items.Single(b => b.Id == bridge).Status;

    public IReadOnlyList<BridgeStatus> All() => [.. Items.Select(b => b.Status)];

    public IDisposable Subscribe(Action changed)
    {
        _subscribers.Add(changed);
        return new Subscription(() => _subscribers.Remove(changed));
    }

    public Task<IReadOnlyList<BridgeDetails>> ListAsync(Actor actor, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<BridgeDetails>>([.. Items]);

    public Task<BridgeDetails> GetAsync(Actor actor, Guid bridge, CancellationToken cancellation) =>
        Task.FromResult(Items.Single(b => b.Id == bridge));

    public Task<BridgeDetails> CreateAsync(Actor actor, BridgeRequest request, CancellationToken cancellation) =>
        Task.FromResult(Add(request.Name!, BridgeState.Stopped));

    public Task<BridgeDetails> UpdateAsync(
        Actor actor, Guid bridge, BridgeRequest request, int? revision, CancellationToken cancellation) =>
        GetAsync(actor, bridge, cancellation);

    public Task DeleteAsync(Actor actor, Guid bridge, CancellationToken cancellation)
    {
        Items.RemoveAll(b => b.Id == bridge);
        return Task.CompletedTask;
    }

    public Task<BridgeDetails> StartAsync(Actor actor, Guid bridge, CancellationToken cancellation) =>
        To(actor, bridge, BridgeState.Running, cancellation);

    public Task<BridgeDetails> StopAsync(Actor actor, Guid bridge, CancellationToken cancellation) =>
        To(actor, bridge, BridgeState.Stopped, cancellation);

    public Task TryNowAsync(Actor actor, Guid bridge, CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyList<HistoryEntry>> HistoryAsync(Actor actor, Guid bridge, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<HistoryEntry>>([]);

    private Task<BridgeDetails> To(Actor actor, Guid bridge, BridgeState state, CancellationToken cancellation)
    {
        Set(bridge, s => s with { State = state });
        return GetAsync(actor, bridge, cancellation);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
