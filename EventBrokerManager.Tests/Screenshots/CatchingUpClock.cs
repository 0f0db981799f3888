using System.Diagnostics;

namespace EventBrokerManager.Tests.Screenshots;

/// <summary>
/// A clock that begins in the past, runs fast until it has caught up with the real one, and is the real one from then on. So a product
/// that was just started has an hour of history.
/// </summary>
internal sealed class CatchingUpClock(TimeSpan behind, double speed) : TimeProvider
{
    private readonly DateTimeOffset _begin = DateTimeOffset.UtcNow - behind;
    private readonly Stopwatch _real = Stopwatch.StartNew();
    private readonly TimeSpan _fast = behind / (speed - 1);

    public bool HasCaughtUp => _real.Elapsed >= _fast;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private TimeSpan Elapsed => HasCaughtUp ? _real.Elapsed + behind : _real.Elapsed * speed;

    public override DateTimeOffset GetUtcNow() => _begin + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Scaled(dueTime), Scaled(period));

    private TimeSpan Scaled(TimeSpan span) => HasCaughtUp || span <= TimeSpan.Zero ? span : span / speed;
}
