namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// What one lane holds between reading and confirmation. Ordered: of the items with one order key only the first is handed out,
/// and the next one after it was finished. Bounded: <see cref="IsFull"/> tells the reader to stop reading for this lane.
/// </summary>
/// <param name="senders">How many take from it.</param>
internal sealed class LaneQueue(bool isOrdered, int senders)
{
    /// <summary>So many senders are woken for single items; further ones only for a full batch, because each call costs the same.</summary>
    private const int EagerSenders = 4;
    private const int FullBatch = 10;

    /// <summary>Events held at most, before reading pauses.</summary>
    public const int MaxEvents = 2_000;

    /// <summary>Bytes held at most, before reading pauses.</summary>
    public const long MaxBytes = 16 << 20;

    private readonly Queue<InFlight> _ready = new();
    private readonly Dictionary<string, Queue<InFlight>> _waiting = [];
    private readonly Lock _lock = new();
    private readonly object _monitor = new();
    private readonly SemaphoreSlim _work = new(0);
    private int _idle;
    private int _events;
    private long _bytes;

    /// <summary>Called, outside of locks, when a full queue has drained to half.</summary>
    public Action? RoomAgain { get; set; }

    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _events >= MaxEvents || _bytes >= MaxBytes;
        }
    }

    /// <summary>Blocks until the queue is not full. False where it still is after <paramref name="limit"/>.</summary>
    public bool WaitForRoom(TimeSpan limit)
    {
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_monitor)
        {
            while (IsFull)
            {
                var left = deadline - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_monitor, TimeSpan.FromMilliseconds(left)))
                    return !IsFull;
            }

            return true;
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _events == 0;
        }
    }

    /// <summary>Events that are held.</summary>
    public int Count => Volatile.Read(ref _events);

    public void Add(InFlight item)
    {
        lock (_lock)
        {
            _events++;
            _bytes += item.Size;
            if (isOrdered)
            {
                if (_waiting.TryGetValue(item.OrderKey!, out var behind))
                {
                    behind.Enqueue(item);
                    return;
                }

                _waiting[item.OrderKey!] = new Queue<InFlight>();
            }

            _ready.Enqueue(item);
            Wake();
        }
    }

    /// <summary>The next items, at least one, in their order; never two with one order key.</summary>
    public async Task TakeAsync(List<InFlight> into, int max, CancellationToken cancellation)
    {
        while (true)
        {
            lock (_lock)
            {
                while (into.Count < max && _ready.TryDequeue(out var item))
                    into.Add(item);
                if (into.Count > 0)
                    return;
                _idle++;
            }

            await _work.WaitAsync(cancellation);
        }
    }

    /// <summary>The item has left the lane: finished, or given up.</summary>
    public void Finished(InFlight item)
    {
        bool room;
        lock (_lock)
        {
            var wasAboveHalf = _events > MaxEvents / 2 || _bytes > MaxBytes / 2;
            _events--;
            _bytes -= item.Size;
            room = wasAboveHalf && _events <= MaxEvents / 2 && _bytes <= MaxBytes / 2;
            if (isOrdered)
            {
                var behind = _waiting[item.OrderKey!];
                if (behind.TryDequeue(out var next))
                {
                    _ready.Enqueue(next);
                    Wake();
                }
                else
                {
                    _waiting.Remove(item.OrderKey!);
                }
            }
        }

        if (!room)
            return;
        lock (_monitor)
            Monitor.PulseAll(_monitor);
        RoomAgain?.Invoke();
    }

    /// <summary>Where nobody is woken, a sender that is busy now takes the item next.</summary>
    private void Wake()
    {
        if (_idle == 0 || (senders - _idle >= EagerSenders && _ready.Count < FullBatch))
            return;
        _idle--;
        _work.Release();
    }
}
