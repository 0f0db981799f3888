using EventBrokerManager.Bridges.Engine;

namespace EventBrokerManager.Bridges;

/// <summary>The live state of the bridges of this process: a snapshot, then throttled changes.</summary>
public interface IBridgeMonitor
{
    /// <summary>The bridge's moment; Stopped for one that does not run here.</summary>
    BridgeStatus Get(Guid bridge);

    IReadOnlyList<BridgeStatus> All();

    /// <summary>Calls back at most once a second while something changes; dispose to end. The callback must not block.</summary>
    IDisposable Subscribe(Action changed);
}

/// <summary>What the definitions ask of the engine.</summary>
public interface IBridgeEngine
{
    /// <summary>Compares what the database wants with what runs, soon; call after every change of a definition or a desired state.</summary>
    void Reconcile();

    /// <summary>Ends the wait of a bridge that is Retrying or Failed.</summary>
    void TryNow(Guid bridge);

    /// <summary>Waits until the bridge no longer runs here; for a deletion.</summary>
    Task WaitUntilStoppedAsync(Guid bridge, CancellationToken cancellation);
}
