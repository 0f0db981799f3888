using System.Globalization;

namespace EventBrokerManager.Tests.Faults.Flows;

/// <summary>
/// What arrived, event by event. Events are numbered from 0 without gaps; event n has the key n mod <paramref name="keys"/>,
/// so the numbers of a key only grow.
/// </summary>
internal sealed class Ledger(int keys)
{
    private readonly Lock _lock = new();
    private readonly int[] _last = [.. Enumerable.Repeat(-1, keys)];
    private byte[] _times = new byte[1024];
    private int _distinct;
    private int _copies;
    private int _repeated;
    private int _disorder;

    public int Keys => keys;

    /// <summary>Different events.</summary>
    public int Distinct => Read(ref _distinct);

    /// <summary>Arrivals beyond the first of each event.</summary>
    public int Copies => Read(ref _copies);

    /// <summary>Events that arrived more than once.</summary>
    public int Repeated => Read(ref _repeated);

    /// <summary>Events whose first arrival was after that of a later one with their key.</summary>
    public int Disorder => Read(ref _disorder);

    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"e-{number}");

    public static int Number(string id) => int.Parse(id.AsSpan(2), CultureInfo.InvariantCulture);

    public string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"key-{number % keys}");

    public void Add(string id)
    {
        var number = Number(id);
        lock (_lock)
        {
            if (number >= _times.Length)
                Array.Resize(ref _times, Math.Max(number + 1, _times.Length * 2));
            if (_times[number] < byte.MaxValue)
                _times[number]++;
            if (_times[number] > 1)
            {
                _copies++;
                if (_times[number] == 2)
                    _repeated++;
                return;
            }

            _distinct++;
            ref var last = ref _last[number % keys];
            if (number < last)
                _disorder++;
            else
                last = number;
        }
    }

    public override string ToString() => $"{Distinct} events, {Copies} copies of {Repeated}, {Disorder} out of order";

    private int Read(ref int value)
    {
        lock (_lock)
            return value;
    }
}
