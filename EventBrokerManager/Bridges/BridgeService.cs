using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges;

/// <summary>The door to the bridges: checks the role, then hands on.</summary>
internal sealed class BridgeService(BridgeReader reader, BridgeDefinitions definitions, BridgeLifecycle lifecycle) : IBridgeService
{
    private const int LongestList = 1_000;

    public Task<IReadOnlyList<BridgeDetails>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        return reader.ListAsync(cancellation);
    }

    public Task<BridgeDetails> GetAsync(Actor actor, Guid bridge, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        return reader.GetAsync(bridge, cancellation);
    }

    public async Task<BridgeDetails> CreateAsync(Actor actor, BridgeRequest request, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        var id = await definitions.CreateAsync(actor, request, cancellation);
        return await reader.GetAsync(id, cancellation);
    }

    public async Task<BridgeDetails> UpdateAsync(Actor actor, Guid bridge, BridgeRequest request, int? revision, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        await definitions.UpdateAsync(actor, bridge, request, revision, cancellation);
        return await reader.GetAsync(bridge, cancellation);
    }

    public async Task DeleteAsync(Actor actor, Guid bridge, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        await lifecycle.StopAndWaitAsync(actor, bridge, cancellation);
        await definitions.DeleteAsync(actor, bridge, cancellation);
    }

    public async Task<BridgeDetails> StartAsync(Actor actor, Guid bridge, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        await lifecycle.WantAsync(actor, bridge, DesiredState.Started, cancellation);
        return await reader.GetAsync(bridge, cancellation);
    }

    public async Task<BridgeDetails> StopAsync(Actor actor, Guid bridge, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        await lifecycle.WantAsync(actor, bridge, DesiredState.Stopped, cancellation);
        return await reader.GetAsync(bridge, cancellation);
    }

    public Task TryNowAsync(Actor actor, Guid bridge, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        return lifecycle.TryNowAsync(bridge, cancellation);
    }

    public Task<IReadOnlyList<HistoryEntry>> HistoryAsync(Actor actor, Guid bridge, int limit, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        return reader.HistoryAsync(bridge, Math.Clamp(limit, 1, LongestList), cancellation);
    }
}
