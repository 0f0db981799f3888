namespace EventBrokerManager.Bridges.Engine.Redrives;

/// <summary>Keeps all connections of a redrive together below its events per second.</summary>
internal sealed class RedrivePace(int perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _free;

    /// <summary>Waits as long as so many events take.</summary>
    public Task SpendAsync(int events, CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetElapsedTime(_started);
            _free = (_free > now ? _free : now) + TimeSpan.FromSeconds((double)events / perSecond);
            wait = _free - now;
        }

        return Task.Delay(wait, time, cancellation);
    }
}
