using EventBrokerManager.Bridges.Engine.Logging;
using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>What can be at fault, each by itself.</summary>
internal enum Facet
{
    Kafka,
    Target,
    Settling,
    DeadLetters,
    Commit,
    Channel,

    /// <summary>Kafka refuses to let the channel be read.</summary>
    Reading,
}

/// <summary>
/// The live state and the counts of one connection. Its state is the one of its life (Starting, Running, Stopping, ...),
/// unless something is at fault: then the worst of the faults. Safe from any thread.
/// </summary>
internal sealed class ConnectionMonitor(ConnectionPlan plan, TimeProvider time, Action changed)
{
    private sealed record Fault(BridgeState State, string Reason, DateTimeOffset? NextAttempt, string? Code);

    private readonly Dictionary<Facet, Fault> _faults = [];
    private readonly Lock _lock = new();
    private BridgeState _life = BridgeState.Starting;
    private string _lifeReason = "Starting.";
    private BridgeState _shown = BridgeState.Starting;
    private DateTimeOffset _since = time.GetUtcNow();
    private long _delivered = plan.Delivered;
    private long _deadLetters = plan.DeadLetters;
    private long _passedOver;
    private long _lag = -1;

    public RateMeter Rate { get; } = new();

    /// <summary>Counts for metrics; of no effect on what people see.</summary>
    public ConnectionMeter? Meter { get; init; }

    /// <summary>Where faults are told.</summary>
    public EngineLog? Log { get; init; }

    /// <summary>How many events are read and not finished; set by the lane.</summary>
    public Func<int>? InFlight { get; set; }

    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Events that wait at the source; null where unknown.</summary>
    public long? Lag
    {
        get => Interlocked.Read(ref _lag) is var lag and >= 0 ? lag : null;
        set => Interlocked.Exchange(ref _lag, value ?? -1);
    }

    public void CountDelivered(long events)
    {
        Interlocked.Add(ref _delivered, events);
        Meter?.CountDelivered(events);
    }

    public void CountDeadLetters(long events)
    {
        Interlocked.Add(ref _deadLetters, events);
        Meter?.CountDeadLetters(events);
    }

    /// <summary>So many were delivered after all, or discarded.</summary>
    public void DeadLettersGone(long events) => Interlocked.Add(ref _deadLetters, -events);

    public void CountPassedOver()
    {
        Interlocked.Increment(ref _passedOver);
        Meter?.CountPassedOver();
    }

    public void SetLife(BridgeState state, string reason)
    {
        lock (_lock)
        {
            _life = state;
            _lifeReason = reason;
            if (state is BridgeState.Stopped)
                _faults.Clear();
            Settle();
        }

        changed();
    }

    public void SetFault(Facet facet, BridgeState state, string reason, DateTimeOffset? nextAttempt, string? code = null)
    {
        lock (_lock)
        {
            _faults[facet] = new Fault(state, reason, nextAttempt, code);
            Settle();
        }

        // That Kafka is away is told once, and not by every connection.
        if (facet != Facet.Kafka)
            Log?.Fault(facet, state == BridgeState.Failed, reason);
        changed();
    }

    public void ClearFault(Facet facet)
    {
        lock (_lock)
        {
            if (!_faults.Remove(facet))
                return;
            Settle();
        }

        Log?.Recovered(facet);
        changed();
    }

    public bool HasFault(Facet facet)
    {
        lock (_lock)
            return _faults.ContainsKey(facet);
    }

    public ConnectionStatus Snapshot()
    {
        lock (_lock)
        {
            var fault = Worst();
            return new ConnectionStatus(
                plan.Id, _shown, fault?.Reason ?? _lifeReason, _since, fault?.NextAttempt,
                Delivered, Interlocked.Read(ref _deadLetters), Interlocked.Read(ref _passedOver), Rate.PerSecond, Lag) { ReasonCode = fault?.Code, InFlight = InFlight?.Invoke() ?? 0 };
        }
    }

    private void Settle()
    {
        var state = Worst()?.State ?? _life;
        if (state == _shown)
            return;
        _shown = state;
        _since = time.GetUtcNow();
    }

    /// <summary>A bridge that a person stops shows that, whatever is at fault.</summary>
    private Fault? Worst() => _life is BridgeState.Stopping or BridgeState.Stopped or BridgeState.Reconfiguring
        ? null
        : _faults.OrderByDescending(entry => entry.Value.State).ThenBy(entry => entry.Key).Select(entry => entry.Value).FirstOrDefault();
}
