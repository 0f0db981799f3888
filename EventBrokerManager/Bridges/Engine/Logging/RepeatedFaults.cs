namespace EventBrokerManager.Bridges.Engine.Logging;

/// <summary>
/// Bounds what repeated faults write: the first is written at once, further ones are counted and summed up once a minute. A fault that
/// was over is new again, and so is one that has not been seen for a minute; but no fault is new more than three times a minute.
/// </summary>
internal sealed class RepeatedFaults(TimeProvider time)
{
    private const int MostLines = 3;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Lock _lock = new();

    /// <summary>A fault came up.</summary>
    /// <param name="ends">True where <see cref="Over"/> will be told of its end; then it goes on until that.</param>
    /// <returns>True where it is to be written now; else it is counted.</returns>
    public bool IsNew(string key, bool ends, LogLevel level, string text)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (!_entries.TryGetValue(key, out var entry))
                _entries[key] = entry = new Entry { Window = now, Began = now, Ends = ends };
            var isNew = entry.Lines == 0 || entry.IsOver;
            if (entry.IsOver)
                entry.Began = now;
            entry.IsOver = false;
            (entry.Level, entry.Text) = (level, text);
            if (isNew && entry.Lines < MostLines)
            {
                entry.Lines++;
                entry.IsWritten = true;
                return true;
            }

            entry.IsWritten &= !isNew;
            entry.Times++;
            return false;
        }
    }

    /// <summary>The fault is over.</summary>
    /// <returns>False where nobody was told of it.</returns>
    public bool Over(string key, out TimeSpan lasted)
    {
        lock (_lock)
        {
            lasted = TimeSpan.Zero;
            if (!_entries.TryGetValue(key, out var entry) || entry.IsOver)
                return false;
            entry.IsOver = true;
            lasted = time.GetElapsedTime(entry.Began);
            return entry.IsWritten;
        }
    }

    /// <summary>What repeated, of minutes that are over.</summary>
    public IReadOnlyList<(LogLevel Level, string Text, int Times)> Due()
    {
        List<(LogLevel, string, int)>? due = null;
        lock (_lock)
        {
            foreach (var (key, entry) in _entries)
            {
                if (time.GetElapsedTime(entry.Window) < Window)
                    continue;
                if (entry.Times > 0)
                    (due ??= []).Add((entry.Level, entry.Text, entry.Times));
                else if (entry.IsOver || !entry.Ends)
                    _entries.Remove(key);
                (entry.Window, entry.Times, entry.Lines) = (time.GetTimestamp(), 0, 1);
            }
        }

        return due ?? [];
    }

    private sealed class Entry
    {
        public long Window { get; set; }

        /// <summary>When this fault began; it may be older than its window.</summary>
        public long Began { get; set; }

        /// <summary>Lines written in this window.</summary>
        public int Lines { get; set; }

        /// <summary>Counted and not written yet.</summary>
        public int Times { get; set; }

        public bool Ends { get; init; }

        public bool IsOver { get; set; }

        /// <summary>True where a line told of the fault that goes on.</summary>
        public bool IsWritten { get; set; }

        public LogLevel Level { get; set; }

        public string Text { get; set; } = "";
    }
}
