using EventBrokerManager.Access;
using EventBrokerManager.Broker;
using EventBrokerManager.Landscape;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Tests.Landscape.Environments;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Landscape.Environments.EnablementWorld;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Access;

public sealed class AccessTests : IAsyncLifetime
{
    private const string Key = "0f8fad5bd9cb469fa16570867728950e";
    private readonly EnablementWorld _world = new();
    private IssuedCredentials _billing = null!;

    private IAccess Access => _world.Fixture.Get<IAccess>();

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        await _world.PutAsync(await _world.JoinAsync("Webshop", "Test"), Model("Orders", ("+", Key, "OrderPlaced")));
        _billing = await _world.JoinAsync("Billing", "Test");
        await _world.PutAsync(_billing, Model("Orders", ("+-", Key, "OrderPlaced")));
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Defaults_OwnerAndOther_ByTheRule()
    {
        var rows = (await Access.ListAsync(Vic, new AccessFilter(), 0, 10, default)).Rows;

        Assert.Equal(
            [
                ("Billing", "Webshop", false, true, true, true, AccessGap.ImplementedButNoAccess, null),
                ("Webshop", "Webshop", true, false, true, false, AccessGap.None, null),
            ],
            rows.Select(r => (r.App, r.Owner, r.Publish, r.Subscribe, r.ImplementsPublish, r.ImplementsSubscribe, r.Gap, r.By)));
    }

    [Fact]
    public async Task Apply_Grant_InKafkaAtOnceAndUndone()
    {
        Assert.False(BillingWrites());

        var applied = await Access.ApplyAsync(Ada, [new("Billing/Test", "Orders/OrderPlaced", true, null)], default);

        Assert.True(BillingWrites());
        Assert.Equal((true, true, AccessGap.None, "Ada"), (applied.Value.Rows[0].Publish, applied.Value.Rows[0].Subscribe, applied.Value.Rows[0].Gap, applied.Value.Rows[0].By));
        Assert.Equal("access.change", (await _world.Fixture.AuditAsync())[^1].Action);
        Assert.Single((await _world.PutAsync(_billing, Model("Orders", ("+-", Key, "OrderPlaced")))).Publish.Events);

        await Access.UndoAsync(Ada, applied.Value.Undo!.Value, default);

        Assert.False(BillingWrites());
        Assert.Equal("access.undo", (await _world.Fixture.AuditAsync())[^1].Action);
    }

    [Fact]
    public async Task Apply_Revoke_StaysRevokedAfterTheNextCall()
    {
        await Access.ApplyAsync(Ada, [new("Billing/Test", "OrderPlaced", null, false)], default);

        var answer = await _world.PutAsync(_billing, Model("Orders", ("+-", Key, "OrderPlaced")));

        Assert.Empty(answer.Subscribe.Events);
        Assert.DoesNotContain(_world.Fixture.Security.Acls, a => a.User == _billing.UserName);
    }

    [Fact]
    public async Task Apply_RefusedBeforeItIsImplemented_TheRuleDoesNotGrantIt()
    {
        var other = await _world.JoinAsync("Other", "Test");
        await Access.ApplyAsync(Ada, [new("Other/Test", "OrderPlaced", null, false)], default);

        var answer = await _world.PutAsync(other, Model("Orders", ("-", Key, "OrderPlaced")));

        Assert.Empty(answer.Subscribe.Events);
    }

    [Fact]
    public async Task Apply_KafkaAway_SavedAndSaid()
    {
        _world.Fixture.Security.Away = true;

        var applied = await Access.ApplyAsync(Ada, [new("Billing/Test", "OrderPlaced", true, null)], default);

        Assert.Contains("follows by itself", applied.Problem);
        Assert.True(applied.Value.Rows[0].Publish);
    }

    [Fact]
    public async Task Apply_SomethingUnknown_NothingChanges()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Access.ApplyAsync(
            Ada, [new("Billing/Test", "OrderPlaced", true, null), new("Billing/Test", "Nothing", true, null), new(null, "OrderPlaced", null, null)], default));

        Assert.Equal(["changes[1].event", "changes[2].environment", "changes[2].publish"], refused.Problems.Select(p => p.Field));
        Assert.False(BillingWrites());
    }

    [Fact]
    public async Task Change_NotAdmin_Forbidden()
    {
        foreach (var actor in new[] { Tess, Vic, Bob })
        {
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => Access.ApplyAsync(actor, [new("Billing/Test", "OrderPlaced", true, null)], default)));
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => Access.UndoAsync(actor, Guid.NewGuid(), default)));
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => Access.SetRuleAsync(actor, new(true, true), default)));
        }

        Assert.Equal(RefusalKind.Forbidden, await KindOf(() => Access.ListAsync(Bob, new(), 0, 1, default)));
    }

    [Fact]
    public async Task Undo_ChangedMeanwhileOrTooLate_Conflict()
    {
        var first = await Access.ApplyAsync(Ada, [new("Billing/Test", "OrderPlaced", true, null)], default);
        var second = await Access.ApplyAsync(Ada, [new("Billing/Test", "OrderPlaced", false, null)], default);

        Assert.Equal(RefusalKind.Conflict, await KindOf(() => Access.UndoAsync(Ada, first.Value.Undo!.Value, default)));
        _world.Fixture.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(RefusalKind.Conflict, await KindOf(() => Access.UndoAsync(Ada, second.Value.Undo!.Value, default)));
    }

    [Fact]
    public async Task Preview_Revoke_SaysWhoIsHitAndChangesNothing()
    {
        var effects = await Access.PreviewAsync(Vic, [new("Webshop/Test", "OrderPlaced", false, true)], default);

        Assert.Contains("refused at once, and 1 subscribing environments in Test", effects[0].Consequences[0]);
        Assert.Contains("does not implement that yet", effects[0].Consequences[1]);
        Assert.True((await Access.ListAsync(Vic, new(App: null, Search: "webshop"), 0, 1, default)).Rows[0].Publish);
    }

    [Theory]
    [InlineData("billing/t", 1)]
    [InlineData("orders/orderp", 2)]
    [InlineData("%", 0)]
    [InlineData("nothing", 0)]
    public async Task List_Search_FindsNames(string search, int rows) =>
        Assert.Equal(rows, (await Access.ListAsync(Vic, new(search), 0, 10, default)).Total);

    [Fact]
    public async Task List_GapsAndParts_Counted()
    {
        Assert.Equal("Billing", (await Access.ListAsync(Vic, new(Gaps: true), 0, 10, default)).Rows.Single().App);
        var second = await Access.ListAsync(Vic, new(), 1, 1, default);
        Assert.Equal((2, "Webshop"), (second.Total, second.Rows.Single().App));
    }

    [Fact]
    public async Task Rule_Changed_CountsForWhatComes()
    {
        await Access.SetRuleAsync(Ada, new AccessRule(Publish: true, Subscribe: false), default);

        var answer = await _world.PutAsync(await _world.JoinAsync("Other", "Test"), Model("Orders", ("+-", Key, "OrderPlaced")));

        Assert.Equal((1, 0), (answer.Publish.Events.Count, answer.Subscribe.Events.Count));
        Assert.Empty((await _world.PutAsync(_billing, Model("Orders", ("+-", Key, "OrderPlaced")))).Publish.Events);
    }

    [Theory]
    [InlineData(true, false, false, true, null)]
    [InlineData(false, true, true, true, true)]
    [InlineData(false, false, true, false, true)]
    [InlineData(false, true, false, true, false)]
    public void Default_Undecided_OwnerOrRule(bool owns, bool rulePublish, bool subscribes, bool? publish, bool? subscribe)
    {
        var grant = new Grant();

        DefaultAccess.Apply(grant, publish: true, subscribes, owns, new AccessRule(rulePublish, true), default);

        Assert.Equal((publish, subscribes ? subscribe : null), (grant.Publish, grant.Subscribe));
    }

    private bool BillingWrites() =>
        _world.Fixture.Security.Acls.Any(a => a.User == _billing.UserName && a is { Resource: AclResource.Topic, Operation: AclRight.Write });

    private static async Task<RefusalKind> KindOf(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Kind;
}
