using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>A record on its way to a target.</summary>
internal sealed class InFlight(ConsumedRecord record, PartitionTracker tracker, string? orderKey)
{
    public ConsumedRecord Record { get; } = record;

    public PartitionTracker Tracker { get; } = tracker;

    public string? OrderKey { get; } = orderKey;

    /// <summary>Bytes that it holds in memory, roughly.</summary>
    public int Size { get; } = 200 + (record.Record.Key?.Length ?? 0) + (record.Record.Value?.Length ?? 0);

    /// <summary>Confirmed by the target, kept as a dead letter, or passed over. Set under the tracker's lock.</summary>
    public bool IsDone { get; set; }
}

/// <summary>
/// The contiguous watermark of one partition: the next offset to commit is below everything that is still on its way,
/// whatever finished after it. Once closed it stores nothing more.
/// </summary>
internal sealed class PartitionTracker(PartitionId partition, long start, Action<PartitionId, long> store)
{
    private readonly Queue<InFlight> _open = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private bool _isClosing;
    private bool _isClosed;
    private int _taken;

    public PartitionId Partition { get; } = partition;

    /// <summary>The lowest offset that is not finished.</summary>
    public long Next { get; private set; } = start;

    public InFlight Add(ConsumedRecord record, string? orderKey)
    {
        var item = new InFlight(record, this, orderKey);
        lock (_lock)
            _open.Enqueue(item);
        return item;
    }

    /// <summary>Marks an item as being sent. False where the partition is not ours any more: then it must not be sent.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (_isClosing)
                return false;
            _taken++;
            return true;
        }
    }

    /// <summary>Ends a <see cref="TryTake"/>; a finished item moves the watermark as far as it is contiguous.</summary>
    public void GiveBack(InFlight item, bool done)
    {
        lock (_lock)
        {
            _taken--;
            item.IsDone |= done;
            var before = Next;
            while (_open.TryPeek(out var head) && head.IsDone)
            {
                _open.Dequeue();
                Next = head.Record.Offset + 1;
            }

            if (Next != before && !_isClosed)
                store(Partition, Next);
            if (_taken == 0)
                _idle?.TrySetResult();
        }
    }

    /// <summary>Takes no more items, waits for those that are being sent until <paramref name="limit"/>, then stores nothing more.</summary>
    public void Close(TimeSpan limit)
    {
        Task idle;
        lock (_lock)
        {
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_taken == 0)
                _idle.SetResult();
            idle = _idle.Task;
            _isClosing = true;
        }

        idle.Wait(limit);
        lock (_lock)
            _isClosed = true;
    }
}
