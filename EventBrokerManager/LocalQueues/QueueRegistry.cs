using System.Collections.Concurrent;

namespace EventBrokerManager.LocalQueues;

/// <summary>All queues of the process, by name.</summary>
internal sealed class QueueRegistry
{
    private static readonly string[] DemoQueues = ["orders", "shipments.fifo", "stock"];
    private readonly ConcurrentDictionary<string, LocalQueue> _queues = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private readonly QueueStore _store;
    private readonly TimeProvider _time;
    private readonly ChangeNotice _notice;
    private readonly MemoryBudget _memory = new();

    /// <param name="demo">True to make the demo's queues where there was never a queue before.</param>
    public QueueRegistry(QueueStore store, TimeProvider time, ChangeNotice notice, bool demo)
    {
        (_store, _time, _notice) = (store, time, notice);
        var kept = store.Load();
        foreach (var settings in kept ?? [])
            _queues[settings.Name] = Make(settings);
        if (kept is not null || !demo)
            return;
        foreach (var name in DemoQueues)
            Create(name, AttributesFor(name, contentBasedDeduplication: true));
    }

    /// <summary>The attributes of a queue that a person asked for by its name alone.</summary>
    public static Dictionary<string, string> AttributesFor(string name, bool contentBasedDeduplication) => name.EndsWith(".fifo", StringComparison.Ordinal)
        ? new() { ["FifoQueue"] = "true", ["ContentBasedDeduplication"] = contentBasedDeduplication ? "true" : "false" }
        : [];

    public IReadOnlyList<LocalQueue> All() => [.. _queues.Values.OrderBy(q => q.Settings.Name, StringComparer.Ordinal)];

    /// <exception cref="SqsError">There is none.</exception>
    public LocalQueue Get(string name) => _queues.TryGetValue(name, out var queue) ? queue : throw SqsError.NoSuchQueue();

    public LocalQueue? Find(string name) => _queues.GetValueOrDefault(name);

    /// <summary>Makes the queue, or answers the one that is there where it has the given attributes.</summary>
    public LocalQueue Create(string? name, IReadOnlyDictionary<string, string> attributes)
    {
        QueueSettings.CheckName(name);
        lock (_changing)
        {
            if (_queues.TryGetValue(name!, out var existing))
                return existing.Settings.With(attributes, creating: true) == existing.Settings
                    ? existing
                    : throw SqsError.NameExists();
            if (_queues.Count >= LocalLimits.Queues)
                throw SqsError.TooManyQueues();
            var now = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
            var queue = Make(new QueueSettings(name!, now).With(attributes, creating: true));
            _queues[name!] = queue;
            Save();
            return queue;
        }
    }

    public void SetAttributes(string name, IReadOnlyDictionary<string, string> attributes)
    {
        lock (_changing)
        {
            var now = _time.GetUtcNow();
            Get(name).Change(settings => settings.With(attributes, creating: false) with { Modified = now });
            Save();
        }
    }

    public void Delete(string name)
    {
        lock (_changing)
        {
            if (!_queues.TryRemove(name, out var queue))
                throw SqsError.NoSuchQueue();
            queue.Close();
            Save();
        }
    }

    private LocalQueue Make(QueueSettings settings) => new(settings, _time, _memory, _notice.Changed);

    private void Save()
    {
        _store.Save(_queues.Values.Select(q => q.Settings));
        _notice.Changed();
    }
}
