using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Landscape.Environments.EnablementWorld;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape.Environments;

public sealed class MoveTests : IAsyncLifetime
{
    private const string Key = "0f8fad5bd9cb469fa16570867728950e";
    private readonly EnablementWorld _world = new();
    private IssuedCredentials _webshop = null!;
    private Guid _test;
    private Guid _lab;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        _webshop = await _world.JoinAsync("Webshop", "Test");
        await _world.PutAsync(_webshop, Model("Orders", ("+", Key, "OrderPlaced")));
        await _world.PutAsync(await _world.JoinAsync("Billing", "Test"), Model("Orders", ("-", Key, "OrderPlaced")));
        _test = (await _world.Environments.GetAsync(Vic, "Webshop/Test", default)).SpaceId;
        _lab = (await _world.Fixture.Landscape.CreateSpaceAsync(Tess, "Lab", default)).Id;
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Effects_Publisher_NamesWhoLosesIt()
    {
        var effects = await _world.Environments.EffectsOfMoveAsync(Vic, "Webshop/Test", "Lab", default);

        Assert.Contains(effects.Consequences, c => c.Contains("OrderPlaced in Lab instead of Test") && c.Contains("Billing/Test"));
        Assert.Contains(effects.Consequences, c => c.Contains("starts next"));
        Assert.Empty((await _world.Environments.EffectsOfMoveAsync(Vic, "Webshop/Test", "Test", default)).Consequences);
    }

    [Fact]
    public async Task Move_Running_OldSpaceUntilTheNextCall()
    {
        var moved = await _world.Environments.MoveAsync(Ada, "Webshop/Test", "Lab", cutNow: false, default);

        Assert.Equal(("Lab", "Test"), (moved.Value.Environment.Space, moved.Value.Environment.PreviousSpace));
        Assert.Equal([_lab, _test], Writable());
        var answer = await _world.PutAsync(_webshop, Model("Orders", ("+", Key, "OrderPlaced")));
        Assert.Equal(Names.Topic(Guid.Parse(Key), _lab), answer.Publish.Events.Single().Topic);
        Assert.Equal([_lab], Writable());
        Assert.Null((await _world.Environments.GetAsync(Vic, "Webshop/Test", default)).PreviousSpace);
    }

    [Fact]
    public async Task Move_CutNow_OldSpaceEndsAtOnce()
    {
        await _world.Environments.MoveAsync(Ada, "Webshop/Test", "Lab", cutNow: true, default);

        Assert.Equal([_lab], Writable());
    }

    [Fact]
    public async Task Undo_BeforeTheNextCall_AsItWas()
    {
        var moved = await _world.Environments.MoveAsync(Ada, "Webshop/Test", "Lab", cutNow: false, default);

        var back = await _world.Environments.UndoMoveAsync(Ada, moved.Value.Undo!.Value, default);

        Assert.Equal(("Test", null), (back.Value.Space, back.Value.PreviousSpace));
        Assert.Equal([_test], Writable());
        Assert.Equal(RefusalKind.Conflict, await KindOf(() => _world.Environments.UndoMoveAsync(Ada, moved.Value.Undo.Value, default)));
    }

    [Fact]
    public async Task Undo_AfterTheNextCall_GoesOnWhereItRunsUntilTheOneAfter()
    {
        var moved = await _world.Environments.MoveAsync(Ada, "Webshop/Test", "Lab", cutNow: false, default);
        await _world.PutAsync(_webshop, Model("Orders", ("+", Key, "OrderPlaced")));

        await _world.Environments.UndoMoveAsync(Ada, moved.Value.Undo!.Value, default);

        Assert.Equal([_lab, _test], Writable());
    }

    [Fact]
    public async Task Undo_MovedAgainOrTooLateOrUnknown_Refused()
    {
        var moved = await _world.Environments.MoveAsync(Ada, "Webshop/Test", "Lab", cutNow: false, default);
        var again = await _world.Environments.MoveAsync(Ada, "Webshop/Test", "Test", cutNow: false, default);

        Assert.Equal(RefusalKind.Conflict, await KindOf(() => _world.Environments.UndoMoveAsync(Ada, moved.Value.Undo!.Value, default)));
        _world.Fixture.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(RefusalKind.Conflict, await KindOf(() => _world.Environments.UndoMoveAsync(Ada, again.Value.Undo!.Value, default)));
        Assert.Equal(RefusalKind.NotFound, await KindOf(() => _world.Environments.UndoMoveAsync(Ada, Guid.NewGuid(), default)));
        Assert.Equal(RefusalKind.Forbidden, await KindOf(() => _world.Environments.UndoMoveAsync(Tess, Guid.NewGuid(), default)));
    }

    [Fact]
    public async Task Move_ToItsOwnSpace_NothingToUndo() =>
        Assert.Null((await _world.Environments.MoveAsync(Ada, "Webshop/Test", "test", false, default)).Value.Undo);

    /// <summary>The spaces where the webshop may write, by name of the space.</summary>
    private List<Guid> Writable() => [.. _world.Fixture.Security.Acls
        .Where(a => a.User == _webshop.UserName)
        .Select(a => a.Name == Names.Topic(Guid.Parse(Key), _test) ? _test : a.Name == Names.Topic(Guid.Parse(Key), _lab) ? _lab : Guid.Empty)
        .OrderBy(s => s == _lab ? 0 : 1)];

    private static async Task<RefusalKind> KindOf(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Kind;
}
