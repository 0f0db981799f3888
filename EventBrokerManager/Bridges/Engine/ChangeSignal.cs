namespace EventBrokerManager.Bridges.Engine;

/// <summary>Tells subscribers that something changed, at once and then at most once a second.</summary>
internal sealed class ChangeSignal(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly List<Action> _subscribers = [];
    private readonly Lock _lock = new();
    private long? _last;
    private bool _isDue;

    public IDisposable Subscribe(Action changed)
    {
        lock (_lock)
            _subscribers.Add(changed);
        return new Subscription(this, changed);
    }

    public void Raise()
    {
        TimeSpan wait;
        lock (_lock)
        {
            if (_isDue || _subscribers.Count == 0)
                return;
            _isDue = true;
            wait = _last is { } last && time.GetElapsedTime(last) is var elapsed && elapsed < Every ? Every - elapsed : TimeSpan.Zero;
        }

        _ = TellAsync(wait);
    }

    private async Task TellAsync(TimeSpan wait)
    {
        await Task.Yield();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time);
        List<Action> subscribers;
        lock (_lock)
        {
            _isDue = false;
            _last = time.GetTimestamp();
            subscribers = [.. _subscribers];
        }

        foreach (var subscriber in subscribers)
            subscriber();
    }

    private sealed class Subscription(ChangeSignal signal, Action changed) : IDisposable
    {
        public void Dispose()
        {
            lock (signal._lock)
                signal._subscribers.Remove(changed);
        }
    }
}
