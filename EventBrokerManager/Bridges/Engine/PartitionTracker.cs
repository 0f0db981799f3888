using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>A record on its way to a target.</summary>
internal sealed class InFlight(ConsumedRecord record, PartitionTracker tracker, string? orderKey)
{
    private ConsumedRecord? _record = record;

    public long Offset { get; } = record.Offset;

    /// <exception cref="InvalidOperationException">It is done.</exception>
    public ConsumedRecord Record => _record ?? throw new InvalidOperationException("A record that is done is not kept.");

    public PartitionTracker Tracker { get; } = tracker;

    public string? OrderKey { get; } = orderKey;

    /// <summary>Bytes that it holds in memory until it is done, roughly.</summary>
    public int Size { get; } = 200 + (record.Record.Key?.Length ?? 0) + (record.Record.Value?.Length ?? 0);

    /// <summary>Confirmed by the target, kept as a dead letter, or passed over. Read and set under the tracker's lock.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Marks it, and lets go of its bytes: behind an earlier one that is still open it may stay for long.</summary>
    public void SetDone()
    {
        IsDone = true;
        _record = null;
    }
}

/// <summary>
/// The contiguous watermark of one partition: the next offset to commit is below everything that is still on its way,
/// whatever finished after it. Once closed it stores nothing more.
/// </summary>
/// <param name="store">Called with the watermark each time it moves.</param>
/// <param name="roomAgain">Called, outside of locks, when a full tracker has drained to half.</param>
internal sealed class PartitionTracker(
    PartitionId partition, long start, Action<PartitionId, long> store, Action<PartitionTracker> roomAgain)
{
    /// <summary>
    /// Events above the watermark at most, before reading pauses. None of them is committed, so each would come again after a crash:
    /// where one event holds the watermark back, those that overtake it must not become ever more.
    /// </summary>
    public const int MaxUncommitted = 10_000;

    private readonly Queue<InFlight> _open = new();
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosing;
    private bool _isClosed;
    private int _taken;

    public PartitionId Partition { get; } = partition;

    /// <summary>The lowest offset that is not finished.</summary>
    public long Next { get; private set; } = start;

    /// <summary>The offset behind the last one that was read.</summary>
    public long Read { get; private set; } = start;

    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _open.Count >= MaxUncommitted;
        }
    }

    /// <summary>True while the reader has paused this partition because it was full. Owned by the reader.</summary>
    public bool IsPaused { get; set; }

    public InFlight Add(ConsumedRecord record, string? orderKey)
    {
        var item = new InFlight(record, this, orderKey);
        lock (_lock)
        {
            _open.Enqueue(item);
            Read = record.Offset + 1;
        }

        return item;
    }

    /// <summary>Reading goes on at <paramref name="next"/>: what lies between is not there any more, and is passed over once all before it is finished.</summary>
    public void Skip(long next)
    {
        var gap = new InFlight(new ConsumedRecord(Partition, next - 1, new EventRecord(null, null, [])), this, null);
        lock (_lock)
        {
            _open.Enqueue(gap);
            Read = next;
            _taken++;
        }

        GiveBack(gap, done: true);
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
        bool hasRoom;
        lock (_lock)
        {
            _taken--;
            if (done)
                item.SetDone();
            var before = Next;
            var wasAboveHalf = _open.Count > MaxUncommitted / 2;
            while (_open.TryPeek(out var head) && head.IsDone)
            {
                _open.Dequeue();
                Next = head.Offset + 1;
            }

            if (Next != before && !_isClosed)
                store(Partition, Next);
            if (_isClosing && _taken == 0)
                _idle.TrySetResult();
            hasRoom = wasAboveHalf && _open.Count <= MaxUncommitted / 2;
        }

        if (hasRoom)
            roomAgain(this);
    }

    /// <summary>Takes no more items.</summary>
    /// <returns>Ends when none is being sent any more.</returns>
    public Task BeginClose()
    {
        lock (_lock)
        {
            _isClosing = true;
            if (_taken == 0)
                _idle.TrySetResult();
            return _idle.Task;
        }
    }

    /// <summary>From now on nothing is stored.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosing = true;
            _isClosed = true;
        }
    }
}
