using EventBrokerManager.Bridges.Drafts;
using EventBrokerManager.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Bridges.Drafts;

public sealed class DraftStoreTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly DraftStore _store;

    public DraftStoreTests() => _store = new DraftStore(_database, _time);

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Save_Again_ReplacesTheOnlyDraft()
    {
        await Save("tess", "a");
        _time.Advance(TimeSpan.FromSeconds(5));
        await Save("tess", "b");

        var saved = await _store.GetAsync("tess", CancellationToken.None);

        Assert.Equal(("b", _time.GetUtcNow()), (saved!.Draft.Name, saved.Saved));
    }

    [Fact]
    public async Task Get_OfAnotherPerson_IsNull()
    {
        await Save("tess", "a");

        Assert.Null(await _store.GetAsync("ada", CancellationToken.None));
    }

    [Fact]
    public async Task Get_UnreadableDraft_IsNull()
    {
        await _store.SaveAsync("tess", "{\"step\":\"Gone\"}", CancellationToken.None);

        Assert.Null(await _store.GetAsync("tess", CancellationToken.None));
    }

    [Fact]
    public async Task Saver_Changes_SavedOnceAfterThePause()
    {
        var saves = System.Threading.Channels.Channel.CreateUnbounded<DateTimeOffset?>();
        await using var saver = new DraftSaver(_store, "tess", _time, at => saves.Writer.TryWrite(at));
        saver.Changed(new WizardDraft { Name = "o" });
        saver.Changed(new WizardDraft { Name = "or" });
        Assert.Null(await _store.GetAsync("tess", CancellationToken.None));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull(await saves.Reader.ReadAsync());
        Assert.Equal("or", (await _store.GetAsync("tess", CancellationToken.None))!.Draft.Name);
        Assert.False(saves.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Saver_LeftBeforeThePause_Saved()
    {
        await using (var saver = new DraftSaver(_store, "tess", _time, _ => { }))
            saver.Changed(new WizardDraft { Name = "o" });

        Assert.Equal("o", (await _store.GetAsync("tess", CancellationToken.None))!.Draft.Name);
    }

    [Fact]
    public async Task Saver_Discarded_LateChangeDoesNotBringItBack()
    {
        await using (var saver = new DraftSaver(_store, "tess", _time, _ => { }))
        {
            saver.Changed(new WizardDraft { Name = "o" });
            await saver.FlushAsync();
            await saver.DiscardAsync(forGood: true);
            saver.Changed(new WizardDraft { Name = "late" });
        }

        Assert.Null(await _store.GetAsync("tess", CancellationToken.None));
    }

    private Task Save(string owner, string name) => _store.SaveAsync(owner, new WizardDraft { Name = name }.ToJson(), CancellationToken.None);
}
