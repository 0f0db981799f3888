using System.Text;
using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Engine.Redrives;
using EventBrokerManager.Bridges.Storage;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Tests.Bridges.DeadLetters;

public sealed class DeadLetterServiceTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly BridgeWorld _world = new();
    private BridgeDetails _bridge = null!;

    private IDeadLetters Letters => _world.Letters;

    private Guid Shipped => _bridge.Connections.Single(c => c.Event == "OrderShipped").Id;

    private Guid Placed => _bridge.Connections.Single(c => c.Event == "OrderPlaced").Id;

    public async Task InitializeAsync()
    {
        _bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"), BridgeWorld.From("Orders/OrderPlaced", "b"));
        await _world.Service.StartAsync(BridgeWorld.Tess, _bridge.Id, None);
    }

    public Task DisposeAsync()
    {
        _world.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task List_Pages_NewestFirstWithContent()
    {
        for (var i = 1; i <= 3; i++)
            await AddAsync(i);

        var first = await Letters.ListAsync(BridgeWorld.Vic, _bridge.Id, DeadLetterFilter.All, 2, null, None);
        var second = await Letters.ListAsync(BridgeWorld.Vic, null, DeadLetterFilter.All, 2, first[^1].Id, None);
        var content = await Letters.GetAsync(BridgeWorld.Vic, _bridge.Id, first[0].Id, None);

        Assert.Equal(["e3", "e2"], first.Select(d => d.EventId));
        Assert.Equal(["e1"], second.Select(d => d.EventId));
        Assert.Equal([1, 2, 3], content.Value!);
        Assert.Equal(["ce_id", "empty"], content.Headers.Select(h => h.Name));
        Assert.Equal("e3", Encoding.UTF8.GetString(content.Headers[0].Value!));
        Assert.Null(content.Headers[1].Value);
    }

    [Fact]
    public async Task Get_OfAnotherBridge_NotFound()
    {
        var other = await _world.Create("b", BridgeWorld.To("OrderShipped", "c"));
        var letter = await AddAsync(1);

        Assert.Equal(RefusalKind.NotFound, (await Refused(() => Letters.GetAsync(BridgeWorld.Vic, other.Id, letter, None))).Kind);
    }

    [Fact]
    public async Task List_Filters_EachNarrows()
    {
        var start = _world.Time.GetUtcNow();
        await _world.AddDeadLetterAsync(_bridge.Id, Shipped, 1, "too-large", at: start);
        await _world.AddDeadLetterAsync(_bridge.Id, Shipped, 2, "loop", at: start.AddHours(1));
        await _world.AddDeadLetterAsync(_bridge.Id, Placed, 3, "loop", type: "100%", at: start.AddHours(2));

        Assert.Equal(["e3"], await Found(new() { Connection = Placed }));
        Assert.Equal(["e3", "e2"], await Found(new() { ReasonCode = "loop" }));
        Assert.Equal(["e3"], await Found(new() { EventType = "100%" }));
        Assert.Equal(["e2"], await Found(new() { From = start.AddHours(1), To = start.AddHours(2) }));
        Assert.Equal(["e1"], await Found(new() { Search = "of TOO-" }));
        Assert.Equal(["e3"], await Found(new() { Search = "0%" }));
        Assert.Equal(["e2"], await Found(new() { Search = "t/0/2" }));

        async Task<IEnumerable<string?>> Found(DeadLetterFilter filter) =>
            (await Letters.ListAsync(BridgeWorld.Vic, _bridge.Id, filter, 10, null, None)).Select(d => d.EventId);
    }

    [Fact]
    public async Task Groups_ByConnectionAndReason_MostFirstWithWhoseMove()
    {
        var start = _world.Time.GetUtcNow();
        await _world.AddDeadLetterAsync(_bridge.Id, Placed, 1, "missing-attribute", at: start);
        await _world.AddDeadLetterAsync(_bridge.Id, Shipped, 2, "too-large", redrives: 3, at: start);
        await _world.AddDeadLetterAsync(_bridge.Id, Shipped, 3, "too-large", at: start.AddHours(1));
        await _world.AddDeadLetterAsync(_bridge.Id, Guid.NewGuid(), 4, "new-code", at: start);

        var groups = await Letters.GroupsAsync(BridgeWorld.Vic, null, DeadLetterFilter.All, None);

        Assert.Equal(("too-large", 2, 6, 1, start, start.AddHours(1)), (groups[0].ReasonCode, groups[0].Count, groups[0].Bytes, groups[0].HeldBack, groups[0].Oldest, groups[0].Newest));
        Assert.Equal(("a", "OrderShipped", "Because of too-large."), (groups[0].Bridge, groups[0].Event, groups[0].Reason));
        Assert.Equal("The publishing app, or the queue's owner", groups[0].About.Move);
        var inbound = groups.Single(g => g.ConnectionId == Placed);
        Assert.Equal(("A required attribute is missing", "The sender to the queue"), (inbound.About.Title, inbound.About.Move));
        var orphan = groups.Single(g => g.ReasonCode == "new-code");
        Assert.True(orphan.IsOrphaned);
        Assert.Equal(("new-code", null), (orphan.About.Title, orphan.Event));
    }

    [Fact]
    public async Task Roles_ViewReadsOnly_BlockedNothing()
    {
        var letter = await AddAsync(1);
        var blocked = new Actor("Bob", Role.Blocked);
        var these = DeadLetterSelection.These(letter);

        foreach (var act in (Func<Actor, Task>[])
            [
                actor => Letters.PreviewAsync(actor, _bridge.Id, these, None),
                actor => Letters.RedriveAsync(actor, _bridge.Id, these, null, None),
                actor => Letters.CancelRedriveAsync(actor, _bridge.Id, None),
                actor => Letters.DiscardAsync(actor, _bridge.Id, these, "Not needed.", None),
            ])
            Assert.Equal(RefusalKind.Forbidden, (await Refused(() => act(BridgeWorld.Vic))).Kind);
        foreach (var read in (Func<Actor, Task>[])
            [
                actor => Letters.ListAsync(actor, null, DeadLetterFilter.All, 1, null, None),
                actor => Letters.GroupsAsync(actor, null, DeadLetterFilter.All, None),
                actor => Letters.GetAsync(actor, _bridge.Id, letter, None),
                actor => Letters.LastRedriveAsync(actor, _bridge.Id, None),
            ])
        {
            await read(BridgeWorld.Vic);
            Assert.Equal(RefusalKind.Forbidden, (await Refused(() => read(blocked))).Kind);
        }
    }

    [Fact]
    public async Task Redrive_All_WrittenDownAuditedAndTheEngineWoken()
    {
        await AddAsync(1);
        await AddAsync(2);
        await _world.AddDeadLetterAsync(_bridge.Id, Shipped, 3, redrives: RedriveRules.MostRedrives);
        await _world.AddDeadLetterAsync(_bridge.Id, Guid.NewGuid(), 4);

        var redrive = await Letters.RedriveAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.Matching(DeadLetterFilter.All), null, None);

        Assert.Equal((RedriveState.Running, 50, 2, 1, 1), (redrive.State, redrive.PerSecond, redrive.Total, redrive.HeldBack, redrive.Orphaned));
        Assert.Contains("after everything of its key", redrive.Reason, StringComparison.Ordinal);
        Assert.Equal([_bridge.Id], _world.Engine.Woken);
        Assert.Equal(redrive, await Letters.LastRedriveAsync(BridgeWorld.Vic, _bridge.Id, None));
        var after = await AuditAsync("dead-letters.redrive");
        Assert.Contains("\"deadLetters\":2", after, StringComparison.Ordinal);
        Assert.Contains("\"perSecond\":50", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_RefusedTooOften_TakenByIdAlone()
    {
        var letter = await _world.AddDeadLetterAsync(_bridge.Id, Shipped, 1, redrives: RedriveRules.MostRedrives);

        var all = await Letters.RedriveAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.Matching(DeadLetterFilter.All), null, None);
        var byId = await Letters.RedriveAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.These(letter), null, None);

        Assert.Equal((RedriveState.Done, 0, 1), (all.State, all.Total, all.HeldBack));
        Assert.Equal((RedriveState.Running, 1, 0), (byId.State, byId.Total, byId.HeldBack));
    }

    [Fact]
    public async Task Redrive_OneUnderWay_RefusedUntilItIsCancelled()
    {
        await AddAsync(1);
        await Start();

        var refused = await Refused(Start);
        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Contains("0 of 1, started by Tess Cole", refused.Message, StringComparison.Ordinal);
        var cancelled = await Letters.CancelRedriveAsync(BridgeWorld.Tess, _bridge.Id, None);

        Assert.Equal((RedriveState.Cancelled, "Tess Cole", 1), (cancelled.State, cancelled.CancelledBy, cancelled.Left));
        Assert.Equal([_bridge.Id], _world.Engine.Cancelled);
        Assert.Contains("\"total\":1", await AuditAsync("dead-letters.redrive.cancel"), StringComparison.Ordinal);
        await Start();

        Task Start() => Letters.RedriveAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.Matching(DeadLetterFilter.All), null, None);
    }

    [Fact]
    public async Task Redrive_BridgeStopped_RefusedWithWhatToDo()
    {
        await AddAsync(1);
        await _world.Service.StopAsync(BridgeWorld.Tess, _bridge.Id, None);

        var refused = await Refused(() => Letters.RedriveAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.Matching(DeadLetterFilter.All), null, None));

        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Contains("Start it", refused.Message, StringComparison.Ordinal);
        Assert.Equal(RefusalKind.Conflict, (await Refused(() => Letters.PreviewAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.These(1), None))).Kind);
    }

    [Fact]
    public async Task Redrive_Ids_UnknownNotFound_OrphansConflict()
    {
        var orphan = await _world.AddDeadLetterAsync(_bridge.Id, Guid.NewGuid(), 1);

        Assert.Equal(RefusalKind.NotFound, (await Refused(() => RedriveAsync([99]))).Kind);
        var refused = await Refused(() => RedriveAsync([orphan]));
        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Contains("Discard them", refused.Message, StringComparison.Ordinal);
        Assert.Equal("ids", Assert.Single((await Refused(() => RedriveAsync([]))).Problems).Field);
        Assert.Equal("ids", Assert.Single((await Refused(() => RedriveAsync([.. Enumerable.Range(1, 1_001)]))).Problems).Field);

        Task RedriveAsync(IReadOnlyList<long> ids) => Letters.RedriveAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.These(ids), null, None);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task Redrive_RateOutOfBounds_Refused(int perSecond) => Assert.Equal("perSecond", Assert.Single((await Refused(
        () => Letters.RedriveAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.Matching(DeadLetterFilter.All), perSecond, None))).Problems).Field);

    [Fact]
    public async Task LastRedrive_UnderWay_SaysWhatItWaitsFor()
    {
        await AddAsync(1);
        await Letters.RedriveAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.Matching(DeadLetterFilter.All), null, None);

        _world.Engine.RedriveMoment = new RedriveMoment(1, "Queue a does not answer.");
        Assert.Equal((RedriveState.Waiting, "Queue a does not answer."), await NowAsync());
        _world.Engine.RedriveMoment = null;
        Assert.Equal((RedriveState.Waiting, "The bridge is starting; the redrive goes on by itself."), await NowAsync());
        await _world.Service.StopAsync(BridgeWorld.Tess, _bridge.Id, None);
        Assert.Equal((RedriveState.Waiting, "The bridge is stopped. Start it and the redrive goes on, or cancel the redrive."), await NowAsync());

        async Task<(RedriveState, string)> NowAsync() =>
            await Letters.LastRedriveAsync(BridgeWorld.Vic, _bridge.Id, None) is { } now ? (now.State, now.Reason) : default;
    }

    [Fact]
    public async Task Preview_SaysWhatWouldBeRefusedAgain_ChangesNothing()
    {
        await AddAsync(1);
        await AddAsync(2);
        _world.Engine.Checking = letter => letter.Origin == "t/0/2" ? new RedriveResult(letter.Id, "too-large", "Too large.") : null;

        var preview = await Letters.PreviewAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.Matching(DeadLetterFilter.All), None);

        Assert.Equal((2, 2), (preview.Total, preview.Examined));
        Assert.Equal([KeyValuePair.Create("too-large", 1)], preview.RefusedAgain);
        Assert.Null(await Letters.LastRedriveAsync(BridgeWorld.Vic, _bridge.Id, None));
        Assert.Empty(_world.Engine.Woken);
    }

    [Fact]
    public async Task Discard_Filter_GoneCountedAndAudited()
    {
        await AddAsync(1);
        await AddAsync(2);
        await _world.AddDeadLetterAsync(_bridge.Id, Placed, 3, "loop");
        await AddAsync(4);

        var discarded = await Letters.DiscardAsync(
            BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.Matching(new DeadLetterFilter(ReasonCode: "too-large")), " Test data. ", None);

        Assert.Equal(3, discarded);
        Assert.Equal(["e3"], (await Letters.ListAsync(BridgeWorld.Vic, _bridge.Id, DeadLetterFilter.All, 10, null, None)).Select(d => d.EventId));
        Assert.Equal([(_bridge.Id, Shipped, 3)], _world.Engine.DeadLettersGone);
        await using var db = _world.Database.CreateDbContext();
        var entry = await db.Audit.SingleAsync(a => a.Action == "dead-letters.discard");
        Assert.Equal(("Tess Cole", "a", _bridge.Id.Hex()), (entry.Who, entry.Subject, entry.SubjectId));
        Assert.Equal("""{"reason":"Test data.","deadLetters":3,"bytes":9,"reasonCodes":{"too-large":3},"ids":"1-2, 4"}""", entry.Before);
    }

    [Fact]
    public async Task Discard_ManyParts_AllGone()
    {
        await using (var db = _world.Database.CreateDbContext())
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500)
                INSERT INTO DeadLetters (BridgeId, ConnectionId, At, ReasonCode, Reason, Origin, OriginKey, Headers, Size, Redrives)
                SELECT {_bridge.Id}, {Shipped}, 1, 'loop', 'Loop.', 't/0/' || i, 't/0/' || i, '[]', 2, 0 FROM n
                """);
        }

        Assert.Equal(4_500, await Letters.DiscardAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.Matching(DeadLetterFilter.All), "Test.", None));
        Assert.Equal(4_500, _world.Engine.DeadLettersGone.Sum(gone => gone.Letters));
    }

    [Fact]
    public async Task Discard_WithoutReason_RefusedAtTheField()
    {
        var letter = await AddAsync(1);

        foreach (var reason in (string?[])[null, "  ", new string('x', 501)])
            Assert.Equal("reason", Assert.Single((await Refused(() => Letters.DiscardAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.These(letter), reason, None))).Problems).Field);
        Assert.Equal(RefusalKind.NotFound, (await Refused(() => Letters.DiscardAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.These(99), "Test.", None))).Kind);
        await Letters.GetAsync(BridgeWorld.Vic, _bridge.Id, letter, None);
    }

    [Fact]
    public async Task Discard_WhileARedriveMaySend_Refused()
    {
        var letter = await AddAsync(1);
        await Letters.RedriveAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.These(letter), null, None);

        Assert.Equal(RefusalKind.Conflict, (await Refused(Discard)).Kind);
        await Letters.CancelRedriveAsync(BridgeWorld.Tess, _bridge.Id, None);
        // What it has sent is not answered yet.
        _world.Engine.RedriveMoment = new RedriveMoment(1, null);
        Assert.Equal(RefusalKind.Conflict, (await Refused(Discard)).Kind);
        _world.Engine.RedriveMoment = new RedriveMoment(null, null);
        await Discard();

        Task Discard() => Letters.DiscardAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.These(letter), "Test.", None);
    }

    [Fact]
    public async Task Limit_ReachedThenDiscarded_RoomAgain()
    {
        var options = Microsoft.Extensions.Options.Options.Create(new DeadLetterOptions { MaxCount = 2 });
        var store = new DeadLetterStore(_world.Database, options, _world.Time);
        await store.AddAsync([Refused(1), Refused(2)], None);

        var problem = await Assert.ThrowsAsync<EventBrokerManager.Bridges.Engine.DeadLetterLimitException>(() => store.AddAsync([Refused(3)], None));
        Assert.Contains("discard", problem.Message, StringComparison.Ordinal);
        await Letters.DiscardAsync(BridgeWorld.Tess, _bridge.Id, DeadLetterSelection.These(1), "Test.", None);

        Assert.Equal(1, await store.AddAsync([Refused(3)], None));

        EventBrokerManager.Bridges.Engine.RefusedEvent Refused(int number) => new(
            _bridge.Id, Shipped, "too-large", "Too large.", $"t/0/{number}", $"t/0/{number}", new EventBrokerManager.Broker.EventRecord(null, [1], []));
    }

    private Task<long> AddAsync(int number) => _world.AddDeadLetterAsync(_bridge.Id, Shipped, number);

    private async Task<string> AuditAsync(string action)
    {
        await using var db = _world.Database.CreateDbContext();
        return (await db.Audit.Where(a => a.Action == action).ToListAsync())[^1].After!;
    }

    private static Task<RefusedException> Refused(Func<Task> act) => Assert.ThrowsAsync<RefusedException>(act);
}
