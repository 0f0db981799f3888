using System.Globalization;

namespace EventBrokerManager.Components.Shared;

/// <summary>One value at its time.</summary>
public readonly record struct ChartPoint(DateTimeOffset At, double Value);

/// <summary>
/// Where the values of a <see cref="LineChart"/> stand on its drawing: an axis of round steps from zero, and marks at round times.
/// </summary>
public sealed class ChartScale
{
    public const int Width = 760;
    public const int Height = 180;
    public const int Left = 44;
    public const int Right = 750;
    public const int Top = 12;
    public const int Bottom = 156;
    private const int MostMarks = 8;
    private static readonly int[] RoundMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];

    public ChartScale(IReadOnlyList<ChartPoint> points)
    {
        var step = Step(points.Count == 0 ? 0 : points.Max(p => p.Value));
        var top = step * 4;
        Ticks = [.. Enumerable.Range(0, 5).Select(i => new Tick(i * step, Y(i * step, top), Format.Rate(i * step)))];
        if (points.Count == 0)
            return;
        var (first, last) = (points[0].At, points[^1].At);
        var span = Math.Max((last - first).TotalSeconds, 1);
        double X(DateTimeOffset at) => Left + (at - first).TotalSeconds / span * (Right - Left);
        Drawn = [.. points.Select(p => (p, X(p.At), Y(p.Value, top)))];
        Path = string.Join(' ', Drawn.Select((d, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{d.X:0.0},{d.Y:0.0}")));
        Marks = [.. RoundTimes(first, last).Select(at => new Mark(at, X(at)))];
    }

    /// <summary>Zero and four round steps; the highest is at least the highest value.</summary>
    public IReadOnlyList<Tick> Ticks { get; }

    public IReadOnlyList<Mark> Marks { get; } = [];

    public IReadOnlyList<(ChartPoint Point, double X, double Y)> Drawn { get; } = [];

    public string Path { get; } = "";

    private static double Y(double value, double top) => Bottom - value / top * (Bottom - Top);

    private static double Step(double highest)
    {
        var least = Math.Max(highest, 0.4) / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return new[] { 1, 1.5, 2, 2.5, 5, 10 }.Select(m => m * power).First(s => s >= least * 0.999999);
    }

    private static IEnumerable<DateTimeOffset> RoundTimes(DateTimeOffset first, DateTimeOffset last)
    {
        var minutes = RoundMinutes.FirstOrDefault(m => (last - first).TotalMinutes / m <= MostMarks, RoundMinutes[^1]);
        var every = TimeSpan.FromMinutes(minutes).Ticks;
        var start = (first.UtcTicks + every - 1) / every * every;
        for (var at = start; at <= last.UtcTicks; at += every)
            yield return new DateTimeOffset(at, TimeSpan.Zero);
    }

    public readonly record struct Tick(double Value, double Y, string Label);

    public readonly record struct Mark(DateTimeOffset At, double X);
}
