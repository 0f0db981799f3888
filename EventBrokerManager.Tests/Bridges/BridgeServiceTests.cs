using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Tests.Bridges;

public sealed class BridgeServiceTests : IDisposable
{
    private readonly BridgeWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Create_Good_SavedStoppedWithChannelsAuditAndHistory()
    {
        var bridge = await _world.Create("orders-out", BridgeWorld.To("Orders/OrderPlaced", "orders"), BridgeWorld.From("OrderShipped", "shipped.fifo"));

        Assert.Equal(("orders-out", "sqs", "Production", DesiredState.Stopped, 1, "Tess Cole"),
            (bridge.Name, bridge.Service, bridge.Space, bridge.Desired, bridge.Revision, bridge.CreatedBy));
        Assert.Equal(
            [("OrderPlaced", Direction.KafkaToTarget, BridgeWorld.Queue("orders")), ("OrderShipped", Direction.TargetToKafka, BridgeWorld.Queue("shipped.fifo"))],
            bridge.Connections.Select(c => (c.Event, c.Direction, c.Target)));
        Assert.Equal(Names.Topic(_world.Placed.Id, _world.Space.Id), bridge.Connections[0].Topic);
        Assert.Equal("Created by Tess Cole", bridge.Status.Reason);
        Assert.Equal([_world.Placed.Id.Hex(), _world.Shipped.Id.Hex()], _world.Landscape.Ensured.Select(e => e.Event));
        Assert.Equal(1, _world.Engine.Reconciled);

        await using var db = _world.Database.CreateDbContext();
        var entry = await db.Audit.SingleAsync();
        Assert.Equal(("Tess Cole", "bridge.create", "orders-out", bridge.Id.Hex()), (entry.Who, entry.Action, entry.Subject, entry.SubjectId));
        Assert.Contains(BridgeWorld.Queue("orders"), entry.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Arn_KeptAsItsUrl()
    {
        var bridge = await _world.Create("a", new EventBrokerManager.Bridges.ConnectionRequest(
            _world.Placed.Id.Hex(), Direction.KafkaToTarget, "arn:aws:sqs:eu-central-1:123456789012:orders"));

        Assert.Equal(BridgeWorld.Queue("orders"), bridge.Connections[0].Target);
    }

    [Fact]
    public async Task Create_NameTakenInOtherCase_Conflict()
    {
        await _world.Create("Orders", BridgeWorld.To("OrderShipped", "a"));

        var refused = await Refused(() => _world.Create(" orders ", BridgeWorld.To("OrderShipped", "b")));

        Assert.Equal((RefusalKind.Conflict, "name"), (refused.Kind, Assert.Single(refused.Problems).Field));
    }

    [Fact]
    public async Task Create_AmbiguousEvent_NamesTheCandidates()
    {
        var refused = await Refused(() => _world.Create("a", BridgeWorld.To("OrderPlaced", "a")));

        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Equal("connections[0].event", Assert.Single(refused.Problems).Field);
        Assert.Contains("Legacy/OrderPlaced", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_QueueThatAnotherBridgeReceivesFrom_ConflictSaysLoop()
    {
        await _world.Create("in", BridgeWorld.From("OrderShipped", "q"));

        var refused = await Refused(() => _world.Create("out", BridgeWorld.To("OrderShipped", "q")));

        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Equal("connections[0].target", Assert.Single(refused.Problems).Field);
        Assert.Contains("loop", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_TwoAtOnceWithOneName_OneIsSavedTheOtherAConflict()
    {
        // Both have passed the rules before either saves.
        var both = new TaskCompletionSource();
        var waiting = 0;
        _world.Landscape.Before = () =>
        {
            if (Interlocked.Increment(ref waiting) == 2)
                both.SetResult();
            return both.Task;
        };

        var first = Task.Run(() => _world.Create("same", BridgeWorld.To("OrderShipped", "a")));
        var second = Task.Run(() => _world.Create("SAME", BridgeWorld.To("OrderShipped", "b")));
        await Task.WhenAny(Task.WhenAll(first, second));

        var refused = await Refused(() => first.IsFaulted ? first : second);
        Assert.Equal((RefusalKind.Conflict, "name"), (refused.Kind, Assert.Single(refused.Problems).Field));
        Assert.Single(await _world.Service.ListAsync(BridgeWorld.Vic, CancellationToken.None));
    }

    [Fact]
    public async Task Create_TwoAtOnceWithOneQueue_OneIsSavedTheOtherAConflict()
    {
        _world.Landscape.Before = async () =>
        {
            _world.Landscape.Before = () => Task.CompletedTask;
            await _world.Create("other", BridgeWorld.To("Legacy/OrderPlaced", "q"));
        };

        var refused = await Refused(() => _world.Create("mine", BridgeWorld.To("OrderShipped", "q")));

        Assert.Equal((RefusalKind.Conflict, "connections[0].target"), (refused.Kind, Assert.Single(refused.Problems).Field));
        Assert.Contains("'other'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_SpaceVanishesMeanwhile_SaysSo()
    {
        _world.Landscape.Before = async () =>
        {
            await using var db = _world.Database.CreateDbContext();
            await db.Spaces.ExecuteDeleteAsync();
        };

        var request = BridgeWorld.Request("a", BridgeWorld.To("OrderShipped", "a")) with { Space = _world.Space.Id.Hex() };
        var refused = await Refused(() => _world.Service.CreateAsync(BridgeWorld.Tess, request, CancellationToken.None));

        Assert.Equal((RefusalKind.Invalid, "space"), (refused.Kind, Assert.Single(refused.Problems).Field));
        Assert.Contains("no longer there", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_KafkaAway_UnavailableAndNothingSaved()
    {
        _world.Landscape.Before = () => throw new BrokerUnavailableException("Kafka does not answer.");

        var refused = await Refused(() => _world.Create("a", BridgeWorld.To("OrderShipped", "a")));

        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
        Assert.Empty(await _world.Service.ListAsync(BridgeWorld.Vic, CancellationToken.None));
    }

    [Fact]
    public async Task Changes_View_Forbidden()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));
        var request = BridgeWorld.Request("b", BridgeWorld.To("OrderShipped", "b"));
        var service = _world.Service;

        foreach (var act in new Func<Task>[]
        {
            () => service.CreateAsync(BridgeWorld.Vic, request, CancellationToken.None),
            () => service.UpdateAsync(BridgeWorld.Vic, bridge.Id, request, null, CancellationToken.None),
            () => service.DeleteAsync(BridgeWorld.Vic, bridge.Id, CancellationToken.None),
            () => service.StartAsync(BridgeWorld.Vic, bridge.Id, CancellationToken.None),
            () => service.StopAsync(BridgeWorld.Vic, bridge.Id, CancellationToken.None),
            () => service.TryNowAsync(BridgeWorld.Vic, bridge.Id, CancellationToken.None),
        })
            Assert.Equal(RefusalKind.Forbidden, (await Refused(act)).Kind);
    }

    [Fact]
    public async Task Reading_Blocked_Forbidden()
    {
        var blocked = new Actor("Bob", Role.Blocked);

        Assert.Equal(RefusalKind.Forbidden, (await Refused(() => _world.Service.ListAsync(blocked, CancellationToken.None))).Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Refused(() => _world.Service.HistoryAsync(blocked, Guid.NewGuid(), 1, CancellationToken.None))).Kind);
    }

    [Fact]
    public async Task Start_Stopped_WantedStartedWithAuditAndHistory()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));

        var started = await _world.Service.StartAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);

        Assert.Equal(DesiredState.Started, started.Desired);
        Assert.Equal(2, _world.Engine.Reconciled);
        var history = await _world.Service.HistoryAsync(BridgeWorld.Vic, bridge.Id, 10, CancellationToken.None);
        Assert.Equal(["Started by Tess Cole", "Created by Tess Cole"], history.Select(h => h.Reason));
    }

    [Fact]
    public async Task Start_Started_ChangesNothing()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));
        await _world.Service.StartAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);

        await _world.Service.StartAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);

        Assert.Equal(2, (await _world.Service.HistoryAsync(BridgeWorld.Vic, bridge.Id, 10, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Stop_Started_ReasonSaysWhoStoppedIt()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));
        await _world.Service.StartAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);

        var stopped = await _world.Service.StopAsync(new Actor("Ada", Role.Admin), bridge.Id, CancellationToken.None);

        Assert.Equal((DesiredState.Stopped, "Stopped by Ada"), (stopped.Desired, stopped.Status.Reason));
    }

    [Fact]
    public async Task Start_NoSuchBridge_NotFound() =>
        Assert.Equal(RefusalKind.NotFound, (await Refused(() => _world.Service.StartAsync(BridgeWorld.Tess, Guid.NewGuid(), CancellationToken.None))).Kind);

    [Fact]
    public async Task TryNow_Started_HandedToTheEngine()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));

        Assert.Equal(RefusalKind.Conflict, (await Refused(() => _world.Service.TryNowAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None))).Kind);
        await _world.Service.StartAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);
        await _world.Service.TryNowAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);

        Assert.Equal([bridge.Id], _world.Engine.Tried);
    }

    [Fact]
    public async Task Update_OtherQueuesInEachOthersPlace_KeepsConnectionsAndTheirCounts()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "one"), BridgeWorld.To("Orders/OrderPlaced", "two"));
        await using (var db = _world.Database.CreateDbContext())
            await db.Connections.ExecuteUpdateAsync(c => c.SetProperty(x => x.Delivered, 7));

        var changed = await _world.Service.UpdateAsync(
            BridgeWorld.Tess, bridge.Id,
            BridgeWorld.Request("b", BridgeWorld.To("OrderShipped", "two"), BridgeWorld.To("Orders/OrderPlaced", "one"), BridgeWorld.From("OrderShipped", "three")),
            1, CancellationToken.None);

        Assert.Equal(("b", 2, 3), (changed.Name, changed.Revision, changed.Connections.Count));
        Assert.Equal(bridge.Connections.Select(c => c.Id).Order(), changed.Connections.Where(c => c.Direction == Direction.KafkaToTarget).Select(c => c.Id).Order());
        Assert.Equal(BridgeWorld.Queue("two"), changed.Connections.Single(c => c.Event == "OrderShipped" && c.Direction == Direction.KafkaToTarget).Target);
        await using var after = _world.Database.CreateDbContext();
        Assert.Equal(2, await after.Connections.CountAsync(c => c.Delivered == 7));
        Assert.Equal(3, await after.Connections.CountAsync());
    }

    [Fact]
    public async Task Update_ConnectionRemoved_IsGone()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "one"), BridgeWorld.From("OrderShipped", "two"));

        var changed = await _world.Service.UpdateAsync(
            BridgeWorld.Tess, bridge.Id, BridgeWorld.Request("a", BridgeWorld.To("OrderShipped", "one")), null, CancellationToken.None);

        Assert.Equal(bridge.Connections.Single(c => c.Direction == Direction.KafkaToTarget).Id, Assert.Single(changed.Connections).Id);
    }

    [Fact]
    public async Task Update_OlderRevision_Conflict()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "one"));
        var request = BridgeWorld.Request("a", BridgeWorld.To("OrderShipped", "two"));
        await _world.Service.UpdateAsync(BridgeWorld.Tess, bridge.Id, request, 1, CancellationToken.None);

        var refused = await Refused(() => _world.Service.UpdateAsync(BridgeWorld.Tess, bridge.Id, request, 1, CancellationToken.None));

        Assert.Equal(RefusalKind.Conflict, refused.Kind);
    }

    [Fact]
    public async Task Delete_Started_StoppedFirstThenGoneWithAllItHas()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));
        await _world.Service.StartAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);
        await _world.AddDeadLetterAsync(bridge.Id, bridge.Connections[0].Id, 1);

        await _world.Service.DeleteAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);

        Assert.Equal([bridge.Id], _world.Engine.WaitedFor);
        Assert.Equal(RefusalKind.NotFound, (await Refused(() => _world.Service.GetAsync(BridgeWorld.Vic, bridge.Id, CancellationToken.None))).Kind);
        await using var db = _world.Database.CreateDbContext();
        Assert.Equal(0, await db.DeadLetters.CountAsync() + await db.BridgeHistory.CountAsync() + await db.Connections.CountAsync());
        Assert.Contains("\"deadLetters\":1", (await db.Audit.SingleAsync(a => a.Action == "bridge.delete")).Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_StartedMeanwhile_ConflictInsteadOfWaitingForEver()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));
        _world.Engine.Ending = new TaskCompletionSource().Task;
        var deleting = Refused(() => _world.Service.DeleteAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None));
        Assert.Equal([bridge.Id], _world.Engine.WaitedFor);

        await _world.Service.StartAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);
        await _world.Time.AdvanceUntilAsync(deleting);

        Assert.Equal(RefusalKind.Conflict, (await deleting).Kind);
        Assert.Equal(DesiredState.Started, (await _world.Service.GetAsync(BridgeWorld.Vic, bridge.Id, CancellationToken.None)).Desired);
    }

    [Fact]
    public async Task List_JoinsTheMonitorsMoment()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));
        _world.Engine.Set(FakeBridgeEngine.Status(bridge.Id, BridgeState.Failed, "The queue does not exist."));

        var listed = Assert.Single(await _world.Service.ListAsync(BridgeWorld.Vic, CancellationToken.None));

        Assert.Equal((BridgeState.Failed, "The queue does not exist."), (listed.Status.State, listed.Status.Reason));
    }

    [Fact]
    public async Task Get_NotRunning_CountsAreThoseInTheDatabase()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));
        var connection = Assert.Single(bridge.Connections).Id;
        await _world.AddDeadLetterAsync(bridge.Id, connection, 1);
        await using (var db = _world.Database.CreateDbContext())
        {
            Assert.Single(db.Connections).Delivered = 42;
            await db.SaveChangesAsync();
        }

        var shown = Assert.Single((await _world.Service.GetAsync(BridgeWorld.Vic, bridge.Id, CancellationToken.None)).Status.Connections);

        Assert.Equal((connection, BridgeState.Stopped, 42, 1), (shown.Id, shown.State, shown.Delivered, shown.DeadLetters));
    }

    [Fact]
    public async Task Start_EngineHasNotLookedYet_ShownAsStarting()
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));

        var started = await _world.Service.StartAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);

        Assert.Equal(BridgeState.Starting, started.Status.State);
    }

    private static Task<RefusedException> Refused(Func<Task> act) => Assert.ThrowsAsync<RefusedException>(act);
}
