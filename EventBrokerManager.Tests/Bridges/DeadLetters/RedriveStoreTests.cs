using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Engine.Redrives;
using EventBrokerManager.Bridges.Storage;

namespace EventBrokerManager.Tests.Bridges.DeadLetters;

public sealed class RedriveStoreTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly BridgeWorld _world = new();
    private readonly RedriveStore _store;
    private BridgeDetails _bridge = null!;

    public RedriveStoreTests() => _store = new RedriveStore(_world.Database, _world.Time);

    private Guid Connection => _bridge.Connections[0].Id;

    public async Task InitializeAsync()
    {
        _bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));
        await _world.Service.StartAsync(BridgeWorld.Tess, _bridge.Id, None);
    }

    public Task DisposeAsync()
    {
        _world.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Next_OldestFirst_WithoutThoseThatCameAfterTheStart()
    {
        var ids = await AddAsync(3);
        var job = await StartAsync();
        await _world.AddDeadLetterAsync(_bridge.Id, Connection, 9);

        var first = await _store.NextAsync(job, Connection, 0, 2, None);
        var second = await _store.NextAsync(job, Connection, first[^1].Id, 2, None);

        Assert.Equal(ids, first.Concat(second).Select(letter => letter.Id));
        Assert.Equal(("t/0/1", "t/0/1@1", 0), (first[0].Origin, first[0].OriginKey, first[0].Redrives));
        Assert.Equal([1, 2, 3], first[0].Record.Value!);
        Assert.Equal("ce_id", first[0].Record.Headers[0].Name);
    }

    [Fact]
    public async Task Settle_DeliveredGo_RefusedStayAsTheSameRowWithTheNewReason()
    {
        var ids = await AddAsync(2);
        var job = await StartAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(1));

        var gone = await _store.SettleAsync(job, [RedriveResult.Delivered(ids[0]), new RedriveResult(ids[1], "loop", "Round and round.")], None);

        Assert.Equal(1, gone);
        var left = Assert.Single(await _world.Letters.ListAsync(BridgeWorld.Vic, _bridge.Id, DeadLetterFilter.All, 10, null, None));
        Assert.Equal((ids[1], "loop", "Round and round.", 1, _world.Time.GetUtcNow()), (left.Id, left.ReasonCode, left.Reason, left.Redrives, left.LastRedriven));
        var end = await _store.EndAsync(job, None);
        Assert.Equal(new RedriveEnd(1, 1, 0), end);
        var shown = (await _world.Letters.LastRedriveAsync(BridgeWorld.Vic, _bridge.Id, None))!;
        Assert.Equal((RedriveState.Done, "1 delivered. 1 refused again: kept, with the new reason."), (shown.State, shown.Reason));
    }

    [Fact]
    public async Task Next_AfterARestart_TakesWhatWasNotAnsweredAndNothingTwice()
    {
        var ids = await AddAsync(3);
        var job = await StartAsync();
        await _store.NextAsync(job, Connection, 0, 10, None);
        await _store.SettleAsync(job, [RedriveResult.Delivered(ids[0]), new RedriveResult(ids[1], "loop", "Round.")], None);

        var again = (await _store.UnderWayAsync(_bridge.Id, None))!;
        var next = await _store.NextAsync(again, Connection, 0, 10, None);

        Assert.Equal(job, again);
        Assert.Equal((ids[2], 0), (Assert.Single(next).Id, next[0].Redrives));
    }

    [Fact]
    public async Task Next_Cancelled_NothingMore()
    {
        await AddAsync(1);
        var job = await StartAsync();
        await _world.Letters.CancelRedriveAsync(BridgeWorld.Tess, _bridge.Id, None);

        Assert.Empty(await _store.NextAsync(job, Connection, 0, 10, None));
        Assert.Null(await _store.UnderWayAsync(_bridge.Id, None));
        Assert.Null(await _store.EndAsync(job, None));
    }

    [Fact]
    public async Task Settle_AfterItWasReplaced_DeadLettersGoAllTheSame()
    {
        var ids = await AddAsync(2);
        var job = await StartAsync();
        await _world.Letters.CancelRedriveAsync(BridgeWorld.Tess, _bridge.Id, None);
        var other = await StartAsync();

        await _store.SettleAsync(job, [RedriveResult.Delivered(ids[0])], None);

        Assert.NotEqual(job.Id, other.Id);
        Assert.Equal([ids[1]], (await _store.NextAsync(other, Connection, 0, 10, None)).Select(letter => letter.Id));
        Assert.Equal(0, (await _world.Letters.LastRedriveAsync(BridgeWorld.Vic, _bridge.Id, None))!.Delivered);
    }

    private async Task<List<long>> AddAsync(int count)
    {
        var ids = new List<long>();
        for (var i = 1; i <= count; i++)
            ids.Add(await _world.AddDeadLetterAsync(_bridge.Id, Connection, i));
        return ids;
    }

    private async Task<RedriveJob> StartAsync()
    {
        await _world.Letters.RedriveAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.Matching(DeadLetterFilter.All), null, None);
        return (await _store.UnderWayAsync(_bridge.Id, None))!;
    }
}
