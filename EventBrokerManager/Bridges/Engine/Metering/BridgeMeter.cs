namespace EventBrokerManager.Bridges.Engine.Metering;

/// <summary>What one bridge did since the process started, beyond what its connections count.</summary>
internal sealed class BridgeMeter
{
    private long _rebalances;
    private long _commitFailures;

    /// <summary>How often its consumer group handed out partitions anew.</summary>
    public long Rebalances => Interlocked.Read(ref _rebalances);

    public long CommitFailures => Interlocked.Read(ref _commitFailures);

    public void CountRebalance() => Interlocked.Increment(ref _rebalances);

    public void CountCommitFailure() => Interlocked.Increment(ref _commitFailures);
}
