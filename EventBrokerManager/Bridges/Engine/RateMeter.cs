namespace EventBrokerManager.Bridges.Engine;

/// <summary>Delivered events per second: over ten seconds, and minute by minute over an hour. Fed once a second.</summary>
internal sealed class RateMeter
{
    private const int Seconds = 10;
    private const int Minutes = 60;

    private readonly double[] _recent = new double[Seconds];
    private readonly Queue<double> _hour = new();
    private long? _last;
    private int _ticks;
    private double _minute;

    /// <summary>Over the last ten seconds.</summary>
    public double PerSecond
    {
        get
        {
            lock (_recent)
                return _recent.Sum() / Seconds;
        }
    }

    /// <summary>One value per minute, oldest first; the last one is of the minute that runs.</summary>
    public double[] LastHour()
    {
        lock (_recent)
        {
            var seconds = _ticks % 60;
            return seconds == 0 ? [.. _hour] : [.. _hour.Skip(_hour.Count == Minutes ? 1 : 0), _minute / seconds];
        }
    }

    /// <param name="total">The count so far.</param>
    /// <param name="elapsed">Since the call before.</param>
    public void Tick(long total, TimeSpan elapsed)
    {
        lock (_recent)
        {
            var rate = _last is { } last && elapsed > TimeSpan.Zero ? (total - last) / elapsed.TotalSeconds : 0;
            _last = total;
            _recent[_ticks % Seconds] = rate;
            _minute += rate;
            _ticks++;
            if (_ticks % 60 != 0)
                return;
            _hour.Enqueue(_minute / 60);
            _minute = 0;
            if (_hour.Count > Minutes)
                _hour.Dequeue();
        }
    }
}
