using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges;

/// <summary>
/// Definitions and desired states of bridges. Checks roles, keeps the audit, tells the engine.
/// Every refusal is a <see cref="RefusedException"/>.
/// </summary>
public interface IBridgeService
{
    Task<IReadOnlyList<BridgeDetails>> ListAsync(Actor actor, CancellationToken cancellation);

    Task<BridgeDetails> GetAsync(Actor actor, Guid bridge, CancellationToken cancellation);

    /// <summary>Saves a bridge, stopped. Its channels are made if they are missing.</summary>
    Task<BridgeDetails> CreateAsync(Actor actor, BridgeRequest request, CancellationToken cancellation);

    /// <summary>Replaces the definition. A running bridge is reconfigured.</summary>
    /// <param name="revision">The revision that was edited; another one is refused as a conflict. Null: whatever is there.</param>
    Task<BridgeDetails> UpdateAsync(Actor actor, Guid bridge, BridgeRequest request, int? revision, CancellationToken cancellation);

    /// <summary>Stops the bridge and deletes it with its history and its dead letters.</summary>
    Task DeleteAsync(Actor actor, Guid bridge, CancellationToken cancellation);

    Task<BridgeDetails> StartAsync(Actor actor, Guid bridge, CancellationToken cancellation);

    Task<BridgeDetails> StopAsync(Actor actor, Guid bridge, CancellationToken cancellation);

    Task TryNowAsync(Actor actor, Guid bridge, CancellationToken cancellation);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<HistoryEntry>> HistoryAsync(Actor actor, Guid bridge, int limit, CancellationToken cancellation);
}
