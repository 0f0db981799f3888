using System.Globalization;
using System.Text;
using EventBrokerManager.Bridges.Engine.Redrives;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Bridges.Engine.Redrives;

/// <summary>Dead letters and one redrive in memory; outlives the runner, as a database does.</summary>
internal sealed class FakeRedriveStore : IRedriveStore
{
    private readonly List<KeptLetter> _letters = [];
    private readonly HashSet<long> _taken = [];
    private readonly Lock _lock = new();
    private RedriveJob? _job;

    /// <summary>While set, nothing can be settled.</summary>
    public Exception? Problem { get; set; }

    public List<RedriveResult> Settled { get; } = [];

    public RedriveEnd? End { get; private set; }

    public IReadOnlyList<long> Left
    {
        get
        {
            lock (_lock)
                return [.. _letters.Select(letter => letter.Id)];
        }
    }

    /// <summary>A letter from offset <paramref name="id"/> with one of <paramref name="keys"/> keys.</summary>
    public void Add(Guid connection, long id, int keys = 1, int redrives = 0)
    {
        var record = new EventRecord(Encoding.UTF8.GetBytes($"key-{id % keys}"), Encoding.UTF8.GetBytes($"v{id}"), []);
        lock (_lock)
            _letters.Add(new KeptLetter(id, connection, string.Create(CultureInfo.InvariantCulture, $"orders/0/{id}"), $"m{id}", redrives, record));
    }

    public void Ask(int perSecond = 1_000)
    {
        lock (_lock)
            (_job, End) = (new RedriveJob(1, "Tess", perSecond), null);
    }

    public void Cancel()
    {
        lock (_lock)
            _job = null;
    }

    public Task<RedriveJob?> UnderWayAsync(Guid bridge, CancellationToken cancellation) => Task.FromResult(_job);

    public Task<IReadOnlyList<KeptLetter>> NextAsync(RedriveJob job, Guid connection, long after, int most, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<KeptLetter>>(_job is null ? [] :
                [.. _letters.Where(letter => letter.Connection == connection && letter.Id > after && !_taken.Contains(letter.Id)).OrderBy(letter => letter.Id).Take(most)]);
        }
    }

    public Task<int> SettleAsync(RedriveJob job, IReadOnlyList<RedriveResult> results, CancellationToken cancellation)
    {
        if (Problem is not null)
            throw Problem;
        lock (_lock)
        {
            Settled.AddRange(results);
            _taken.UnionWith(results.Select(result => result.Letter));
            return Task.FromResult(_letters.RemoveAll(letter => results.Any(result => result.Letter == letter.Id && result.Code is null)));
        }
    }

    public Task<RedriveEnd?> EndAsync(RedriveJob job, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_job is not null)
                End = new RedriveEnd(Settled.Count(result => result.Code is null), Settled.Count(result => result.Code is not null), 0);
            _job = null;
            return Task.FromResult(End);
        }
    }
}
