using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Api;

/// <summary>Bridges in a dictionary, without rules.</summary>
internal sealed class FakeBridges : IBridgeService
{
    private static readonly DateTimeOffset Then = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<Guid, BridgeDetails> _bridges = [];

    /// <summary>Thrown by every change, where set.</summary>
    public Exception? Failure { get; set; }

    public BridgeRequest? LastRequest { get; private set; }

    public int? LastRevision { get; private set; }

    public Task<IReadOnlyList<BridgeDetails>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        return Task.FromResult<IReadOnlyList<BridgeDetails>>([.. _bridges.Values]);
    }

    public Task<BridgeDetails> GetAsync(Actor actor, Guid bridge, CancellationToken cancellation) => Task.FromResult(_bridges[bridge]);

    public Task<BridgeDetails> CreateAsync(Actor actor, BridgeRequest request, CancellationToken cancellation) =>
        Save(actor, Guid.NewGuid(), request, 1);

    public Task<BridgeDetails> UpdateAsync(Actor actor, Guid bridge, BridgeRequest request, int? revision, CancellationToken cancellation)
    {
        LastRevision = revision;
        return Save(actor, bridge, request, _bridges[bridge].Revision + 1);
    }

    public Task DeleteAsync(Actor actor, Guid bridge, CancellationToken cancellation)
    {
        Change(actor);
        _bridges.Remove(bridge);
        return Task.CompletedTask;
    }

    public Task<BridgeDetails> StartAsync(Actor actor, Guid bridge, CancellationToken cancellation) =>
        Turn(actor, bridge, DesiredState.Started, BridgeState.Running);

    public Task<BridgeDetails> StopAsync(Actor actor, Guid bridge, CancellationToken cancellation) =>
        Turn(actor, bridge, DesiredState.Stopped, BridgeState.Stopped);

    public Task TryNowAsync(Actor actor, Guid bridge, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<HistoryEntry>> HistoryAsync(Actor actor, Guid bridge, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    private void Change(Actor actor)
    {
        actor.Require(Role.TechnicalContact);
        if (Failure is not null)
            throw Failure;
    }

    private Task<BridgeDetails> Save(Actor actor, Guid id, BridgeRequest request, int revision)
    {
        Change(actor);
        LastRequest = request;
        var connections = request.Connections.Select(c =>
            new ConnectionDetails(Guid.NewGuid(), Guid.NewGuid(), c.Event!, "Orders", "topic", c.Direction, c.Target!, c.Format)).ToList();
        var status = new BridgeStatus(
            id,
            BridgeState.Stopped,
            "Nobody started it yet.",
            Then,
            [.. connections.Take(1).Select(c => new ConnectionStatus(c.Id, BridgeState.Stopped, "Stopped.", Then, null, 41, 2, 0, 0, 7))],
            [],
            []);
        _bridges[id] = new BridgeDetails(
            id, request.Name!, request.Service!, Guid.NewGuid(), request.Space!, request.Region!, request.From, DesiredState.Stopped,
            revision, actor.Name, Then, connections, status);
        return Task.FromResult(_bridges[id]);
    }

    private Task<BridgeDetails> Turn(Actor actor, Guid bridge, DesiredState desired, BridgeState state)
    {
        Change(actor);
        var before = _bridges[bridge];
        _bridges[bridge] = before with { Desired = desired, Status = before.Status with { State = state } };
        return Task.FromResult(_bridges[bridge]);
    }
}
