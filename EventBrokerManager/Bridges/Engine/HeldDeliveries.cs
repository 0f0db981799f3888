using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>A delivery that we hold: received, and neither acknowledged nor given back.</summary>
internal sealed class HeldDelivery(Delivery delivery, long received)
{
    private readonly Lock _lock = new();
    private bool _isGivenUp;
    private bool _isInProducer;

    public Delivery Delivery { get; } = delivery;

    /// <summary>A timestamp of the clock that never jumps.</summary>
    public long Received { get; } = received;

    public long Renewed { get; set; } = received;

    /// <summary>True once Kafka has it, or it was kept as a dead letter: all that is left is to take it off its source.</summary>
    public bool IsSettled { get; set; }

    /// <summary>False once it was given back to its source: then it must not be sent to Kafka any more. Ended by <see cref="LeaveProducer"/>.</summary>
    public bool TryEnterProducer()
    {
        lock (_lock)
            return _isInProducer = !_isGivenUp;
    }

    public void LeaveProducer()
    {
        lock (_lock)
            _isInProducer = false;
    }

    /// <summary>Gives it up, once.</summary>
    /// <param name="isInProducer">True where Kafka may still get it.</param>
    /// <returns>False where it was given up before.</returns>
    public bool TryGiveUp(out bool isInProducer)
    {
        lock (_lock)
        {
            isInProducer = _isInProducer;
            var isFirst = !_isGivenUp;
            _isGivenUp = true;
            return isFirst;
        }
    }
}

/// <summary>
/// Holds what a lane has received: renews it at half of its hold, so that the source hands it to nobody else, and gives it back when
/// Kafka has not taken it for five minutes, because every further receive counts against the queue's own limit. What Kafka has is held
/// on until it is off its source: given back, it would only come again.
/// </summary>
internal sealed class HeldDeliveries(ISource source, IRecordProducer producer, TimeProvider time)
{
    /// <summary>Events held at most.</summary>
    private const int Limit = 2_000;

    private static readonly TimeSpan HoldLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(5);

    private readonly HashSet<HeldDelivery> _held = [];
    private readonly Lock _lock = new();
    private volatile bool _isStalled;

    public int Count
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    public bool IsFull => Count >= Limit;

    /// <summary>True while something has waited for some seconds: Kafka is slow or away, and receiving more would not help.</summary>
    public bool IsStalled => _isStalled;

    public List<HeldDelivery> Add(IReadOnlyList<Delivery> deliveries)
    {
        var now = time.GetTimestamp();
        var held = deliveries.Select(delivery => new HeldDelivery(delivery, now)).ToList();
        lock (_lock)
            _held.UnionWith(held);
        return held;
    }

    public void Remove(IEnumerable<HeldDelivery> deliveries)
    {
        lock (_lock)
            _held.ExceptWith(deliveries);
    }

    /// <summary>Renews and gives up, until cancelled.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
                await GiveUpAsync(Older(held => held.Received, HoldLimit).FindAll(held => !held.IsSettled), abandon: true);
                _isStalled = Older(held => held.Received, StallLimit).Count > 0;
                await RenewAsync(Older(held => held.Renewed, source.Hold / 2), cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    /// <summary>Gives these back to the source. Failing that, they come back by themselves when their hold ends.</summary>
    public Task GiveUpAsync(List<HeldDelivery> deliveries) => GiveUpAsync(deliveries, abandon: false);

    /// <summary>Lets these come back by themselves when their hold ends.</summary>
    public void LetGo(IReadOnlyCollection<HeldDelivery> deliveries)
    {
        foreach (var held in deliveries)
            held.TryGiveUp(out _);
        Remove(deliveries);
    }

    /// <summary>At the end: everything goes back that Kafka does not have.</summary>
    public Task ReleaseAllAsync()
    {
        List<HeldDelivery> all;
        lock (_lock)
            all = [.. _held.Where(held => !held.IsSettled)];
        return GiveUpAsync(all, abandon: false);
    }

    private async Task GiveUpAsync(List<HeldDelivery> deliveries, bool abandon)
    {
        var anyInProducer = false;
        deliveries.RemoveAll(held =>
        {
            var isFirst = held.TryGiveUp(out var isInProducer);
            anyInProducer |= isFirst && isInProducer;
            return !isFirst;
        });
        if (deliveries.Count == 0)
            return;

        // What still waits inside the producer would reach Kafka beside the copy that the source hands out next. All bridges share the
        // producer, and each loses its open answers, so only where there is something.
        if (abandon && anyInProducer)
            await producer.AbandonAsync();
        Remove(deliveries);
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            await source.ReleaseAsync(deliveries.ConvertAll(held => held.Delivery), limit.Token);
        }
        catch (Exception exception) when (exception is TargetException or OperationCanceledException)
        {
            // The hold ends by itself.
        }
    }

    private async Task RenewAsync(List<HeldDelivery> deliveries, CancellationToken cancellation)
    {
        if (deliveries.Count == 0)
            return;
        var now = time.GetTimestamp();
        try
        {
            await source.RenewAsync(deliveries.ConvertAll(held => held.Delivery), cancellation);
            foreach (var held in deliveries)
                held.Renewed = now;
        }
        catch (TargetException)
        {
            // Tried again in a second; if it cannot be renewed, the source hands out a copy, which rule 1 allows.
        }
    }

    private List<HeldDelivery> Older(Func<HeldDelivery, long> since, TimeSpan age)
    {
        lock (_lock)
            return _held.Where(held => time.GetElapsedTime(since(held)) >= age).ToList();
    }
}
