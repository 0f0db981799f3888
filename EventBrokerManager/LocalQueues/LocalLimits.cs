namespace EventBrokerManager.LocalQueues;

/// <summary>What this process holds at most, so that a forgotten queue cannot take the machine's memory.</summary>
internal static class LocalLimits
{
    public const int Queues = 1_000;

    /// <summary>Messages in one queue.</summary>
    public const int Messages = 100_000;

    /// <summary>Bytes of messages in all queues together: 256 MiB.</summary>
    public const long Bytes = 256L << 20;

    /// <summary>Deduplication ids that one FIFO queue remembers, each for five minutes.</summary>
    public const int DeduplicationIds = 1_000_000;
}

/// <summary>The bytes that all queues hold together.</summary>
internal sealed class MemoryBudget(long limit = LocalLimits.Bytes)
{
    private long _used;

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit)
            return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _used, -bytes);
}
