namespace EventBrokerManager.Bridges.Drafts;

/// <summary>
/// Saves a draft while a person types: a while after the last change, at most one save at a time, and at once when the page is
/// left. After <see cref="DiscardAsync"/> nothing more is saved.
/// </summary>
public sealed class DraftSaver : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private readonly DraftStore _store;
    private readonly string _owner;
    private readonly Action<DateTimeOffset?> _saved;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _one = new(1);
    private string? _pending;
    private bool _discarded;

    /// <param name="saved">Called after each save, on any thread, with its time; null where the database refused.</param>
    public DraftSaver(DraftStore store, string owner, TimeProvider time, Action<DateTimeOffset?> saved)
    {
        (_store, _owner, _saved) = (store, owner, saved);
        _timer = time.CreateTimer(_ => _ = FlushAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes the draft as it is now; saves it soon.</summary>
    public void Changed(WizardDraft draft)
    {
        Interlocked.Exchange(ref _pending, draft.ToJson());
        _timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Saves what waits, now. Never throws: a draft that cannot be saved must not end the wizard.</summary>
    public async Task FlushAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (Interlocked.Exchange(ref _pending, null) is { } json && !_discarded)
                _saved(await _store.SaveAsync(_owner, json, CancellationToken.None));
        }
        catch (Exception problem) when (problem is System.Data.Common.DbException or Microsoft.EntityFrameworkCore.DbUpdateException)
        {
            _saved(null);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Deletes the draft, because it became a bridge or the person starts over.</summary>
    /// <param name="forGood">True where nothing follows; false where a new draft begins.</param>
    public async Task DiscardAsync(bool forGood)
    {
        await _one.WaitAsync();
        try
        {
            Interlocked.Exchange(ref _pending, null);
            _discarded = forGood;
            await _store.DeleteAsync(_owner, CancellationToken.None);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await FlushAsync();
    }
}
