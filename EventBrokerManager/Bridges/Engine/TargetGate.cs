using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// Stands before a target's (or Kafka's) calls of one lane. Open while it answers. A fault that comes again closes it: then one call
/// at a time tries, after a wait that grows, and its success opens for all. A single fault among successes only delays its own call.
/// </summary>
internal sealed class TargetGate(ConnectionMonitor monitor, Facet facet, TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;
    private bool _isTrying;
    private int _faults;
    private long _nextTry;

    public bool IsClosed
    {
        get
        {
            lock (_lock)
                return _isClosed;
        }
    }

    /// <summary>Returns when the caller may call.</summary>
    /// <returns>True where it is the one try; hand it to <see cref="Failed"/>.</returns>
    public async ValueTask<bool> PassAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_lock)
            {
                if (!_isClosed)
                    return false;
                wait = _isTrying ? Timeout.InfiniteTimeSpan : time.GetElapsedTime(time.GetTimestamp(), _nextTry);
                if (!_isTrying && wait <= TimeSpan.Zero)
                {
                    _isTrying = true;
                    return true;
                }

                changed = _changed.Task;
            }

            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(changed, Task.Delay(wait, time, timer.Token));
            await timer.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public void Succeeded(bool isTry)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _faults = 0;
                return;
            }

            if (!isTry)
                return;
            _isClosed = false;
            _isTrying = false;
            _faults = 0;
            Signal();
        }

        monitor.ClearFault(facet);
    }

    /// <summary>Tells of a fault. Answers how long this caller should wait by itself: zero where the gate makes it wait.</summary>
    public TimeSpan Failed(bool isTry, TargetFault fault, string reason, string? code = null)
    {
        DateTimeOffset next;
        lock (_lock)
        {
            if (_isClosed && !isTry)
                return TimeSpan.Zero;
            _faults++;
            if (_faults == 1 && fault == TargetFault.Away)
                return Backoff.Away(0);
            var wait = fault == TargetFault.Away ? Backoff.Away(_faults - 1) : Backoff.NeedsPerson(_faults - 1);
            _isClosed = true;
            _isTrying = false;
            _nextTry = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
            next = time.GetUtcNow() + wait;
            Signal();
        }

        monitor.SetFault(facet, fault == TargetFault.Away ? BridgeState.Retrying : BridgeState.Failed, reason, next, code);
        return TimeSpan.Zero;
    }

    /// <summary>The one try did not call after all; another may.</summary>
    public void Forgo(bool isTry)
    {
        if (!isTry)
            return;
        lock (_lock)
        {
            _isTrying = false;
            Signal();
        }
    }

    /// <summary>Ends the wait.</summary>
    public void TryNow()
    {
        lock (_lock)
        {
            _nextTry = time.GetTimestamp();
            Signal();
        }
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
