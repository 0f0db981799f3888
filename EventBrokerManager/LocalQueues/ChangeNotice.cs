namespace EventBrokerManager.LocalQueues;

/// <summary>Turns many changes into at most four calls a second.</summary>
internal sealed class ChangeNotice(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private readonly List<Action> _subscribers = [];
    private ITimer? _timer;
    private bool _pending;

    public void Changed()
    {
        lock (_lock)
        {
            if (_pending || _subscribers.Count == 0)
                return;
            _pending = true;
            _timer ??= time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    public IDisposable Subscribe(Action changed)
    {
        lock (_lock)
            _subscribers.Add(changed);
        return new Subscription(this, changed);
    }

    public void Dispose() => _timer?.Dispose();

    private void Tell()
    {
        Action[] subscribers;
        lock (_lock)
        {
            _pending = false;
            subscribers = [.. _subscribers];
        }
        foreach (var subscriber in subscribers)
            subscriber();
    }

    private sealed class Subscription(ChangeNotice notice, Action changed) : IDisposable
    {
        public void Dispose()
        {
            lock (notice._lock)
                notice._subscribers.Remove(changed);
        }
    }
}
