using System.Collections.Concurrent;
using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Bridges.Engine.Redrives;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Support;

/// <summary>An engine that runs nothing: remembers what was asked, and shows the moments that a test sets.</summary>
public sealed class FakeBridgeEngine : IBridgeEngine, IBridgeMonitor, IRedriveEngine
{
    private readonly ConcurrentDictionary<Guid, BridgeStatus> _statuses = new();
    private readonly List<Action> _subscribers = [];

    public int Reconciled { get; private set; }

    public List<Guid> Tried { get; } = [];

    public List<Guid> WaitedFor { get; } = [];

    /// <summary>What a wait for the end of a bridge waits for.</summary>
    public Task Ending { get; set; } = Task.CompletedTask;

    public int Subscribers => _subscribers.Count;

    public void Reconcile() => Reconciled++;

    public void TryNow(Guid bridge) => Tried.Add(bridge);

    public Task WaitUntilStoppedAsync(Guid bridge, CancellationToken cancellation)
    {
        WaitedFor.Add(bridge);
        return Ending.WaitAsync(cancellation);
    }

    public BridgeStatus Get(Guid bridge) => _statuses.GetValueOrDefault(bridge) ?? Status(bridge, BridgeState.Stopped, "Not started.");

    public IReadOnlyList<BridgeStatus> All() => [.. _statuses.Values];

    public IDisposable Subscribe(Action changed)
    {
        _subscribers.Add(changed);
        return new Subscription(() => _subscribers.Remove(changed));
    }

    /// <summary>Shows this moment, and tells the subscribers.</summary>
    public void Set(BridgeStatus status)
    {
        _statuses[status.Id] = status;
        foreach (var subscriber in _subscribers.ToArray())
            subscriber();
    }

    /// <summary>What the redrive of every bridge does now.</summary>
    public RedriveMoment? RedriveMoment { get; set; } = new(null, null);

    public List<Guid> Woken { get; } = [];

    public List<Guid> Cancelled { get; } = [];

    public List<(Guid Bridge, Guid Connection, int Letters)> DeadLettersGone { get; } = [];

    /// <summary>Which dead letters would be refused again.</summary>
    public Func<KeptLetter, RedriveResult?> Checking { get; set; } = _ => null;

    public RedriveMoment? Moment(Guid bridge) => RedriveMoment;

    public void Wake(Guid bridge) => Woken.Add(bridge);

    public void Cancel(Guid bridge) => Cancelled.Add(bridge);

    public Task<RedriveCheck> CheckAsync(Guid bridge, IReadOnlyList<KeptLetter> letters, CancellationToken cancellation) =>
        Task.FromResult(new RedriveCheck(letters.Count, [.. letters.Select(Checking).OfType<RedriveResult>()]));

    public void Gone(Guid bridge, IReadOnlyDictionary<Guid, int> letters) =>
        DeadLettersGone.AddRange(letters.Select(entry => (bridge, entry.Key, entry.Value)));

    public static BridgeStatus Status(
        Guid bridge, BridgeState state, string reason = "A reason.", IReadOnlyList<ConnectionStatus>? connections = null,
        IReadOnlyList<StartCheck>? checks = null) =>
        new(bridge, state, reason, DateTimeOffset.UnixEpoch, connections ?? [], [], checks ?? []);

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
