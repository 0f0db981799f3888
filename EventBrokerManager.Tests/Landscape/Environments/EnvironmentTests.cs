using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Landscape.Environments.EnablementWorld;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape.Environments;

public sealed class EnvironmentTests : IAsyncLifetime
{
    private const string Key = "0f8fad5bd9cb469fa16570867728950e";
    private readonly EnablementWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Create_New_InTheSpaceNamedAfterIt()
    {
        await _world.Apps.CreateAsync(Tess, new AppRequest("Webshop", AppKind.Licensed), default);
        var space = await _world.Fixture.Landscape.CreateSpaceAsync(Tess, "TEST", default);

        var test = await _world.Environments.CreateAsync(Tess, "webshop", "Test", default);
        var production = await _world.Environments.CreateAsync(Tess, "Webshop", "Production", default);

        Assert.Equal((space.Id, "TEST", "Production"), (test.SpaceId, test.Space, production.Space));
        Assert.Equal(EnvironmentState.Disabled, test.State);
        Assert.Equal(test.Id, (await _world.Environments.GetAsync(Vic, "WEBSHOP/test", default)).Id);
    }

    [Fact]
    public async Task Create_ManyAtOnce_OneSpace()
    {
        for (var i = 0; i < 8; i++)
            await _world.Apps.CreateAsync(Tess, new AppRequest($"App {i}", AppKind.Licensed), default);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => _world.Environments.CreateAsync(Tess, $"App {i}", "Test", default))));

        Assert.Equal(8, Assert.Single(await _world.Fixture.Landscape.SpacesAsync(Vic, default)).Environments.Count);
    }

    [Fact]
    public async Task Create_Taken_Conflict()
    {
        await _world.EnableAsync("Webshop", "Test");

        Assert.Equal(RefusalKind.Conflict, await KindOf(() => _world.Environments.CreateAsync(Tess, "Webshop", "test", default)));
    }

    [Fact]
    public async Task Change_NotItsContact_Forbidden()
    {
        await _world.EnableAsync("Webshop", "Test");

        foreach (var actor in new[] { Tom, Vic, Bob })
        {
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => _world.Environments.SwitchAsync(actor, "Webshop/Test", false, default)));
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => _world.Environments.CreateAsync(actor, "Webshop", "Production", default)));
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => _world.Environments.RenameAsync(actor, "Webshop/Test", "T", default)));
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => _world.Environments.RetireAsync(actor, "Webshop/Test", default)));
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => _world.Credentials.IssueAsync(actor, "Webshop/Test", default)));
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => _world.Credentials.RevokeAsync(actor, "Webshop/Test", null, default)));
        }

        Assert.Equal(RefusalKind.Forbidden, await KindOf(() => _world.Environments.MoveAsync(Tess, "Webshop/Test", "Test", false, default)));
        Assert.Equal(RefusalKind.Forbidden, await KindOf(() => _world.Environments.GetAsync(Bob, "Webshop/Test", default)));
        Assert.True((await _world.Environments.GetAsync(Vic, "Webshop/Test", default)).BrokerEnabled);
    }

    [Fact]
    public async Task Timeline_StepByStep_NamesTheNextMove()
    {
        await using var fresh = new LandscapeFixture();
        await fresh.SeedAsync();
        var (apps, environments) = (fresh.Get<IApps>(), fresh.Get<IEnvironments>());
        await apps.CreateAsync(Tess, new AppRequest("Webshop", AppKind.Licensed), default);
        await environments.CreateAsync(Tess, "Webshop", "Test", default);

        Assert.Equal((TimelineStep.Licence, "an Admin"), await Next());
        await fresh.Get<ILicence>().SetAsync(Ada, "eu-central-1", null, default);
        Assert.Equal((TimelineStep.AppEnabled, "a Technical Contact of Webshop"), await Next());
        await apps.SwitchAsync(Tess, "Webshop", true, default);
        Assert.Equal((TimelineStep.EnvironmentEnabled, "a Technical Contact of Webshop"), await Next());
        await environments.SwitchAsync(Tess, "Webshop/Test", true, default);
        Assert.Equal((TimelineStep.CredentialsTaken, "a Technical Contact of Webshop"), await Next());
        await fresh.Get<ICredentials>().IssueAsync(Tess, "Webshop/Test", default);
        Assert.Equal((TimelineStep.ConfigurationFetched, "who deploys Webshop/Test"), await Next());

        async Task<(TimelineStep, string?)> Next()
        {
            var next = (await environments.GetAsync(Vic, "Webshop/Test", default)).Timeline.Single(e => e.State == StepState.Next);
            return (next.Step, next.WhoseMove);
        }
    }

    [Fact]
    public async Task Timeline_FirstEvent_SeenByTheWatch()
    {
        var credentials = await _world.JoinAsync("Webshop", "Test");
        var topic = (await _world.PutAsync(credentials, Model("Orders", ("+", Key, "OrderPlaced")))).Publish.Events.Single().Topic;
        var watch = _world.Fixture.Hosted<EventBrokerManager.Landscape.Environments.EnvironmentWatch>();
        await watch.LookAsync(default);
        Assert.Equal(TimelineStep.FirstEvent, (await Read()).Timeline.Single(e => e.State == StepState.Next).Step);

        await _world.Fixture.Broker.PublishAsync(topic, new EventBrokerManager.Broker.EventRecord(null, null, []), default);
        await watch.LookAsync(default);

        var environment = await Read();
        Assert.All(environment.Timeline, e => Assert.Equal(StepState.Done, e.State));
        Assert.Equal("It takes part; its first event was seen.", environment.Reason);
    }

    [Fact]
    public async Task Subscriber_BeforeThePublisher_IsToldWhatToStartFirst()
    {
        var billing = await _world.JoinAsync("Billing", "Test");
        var webshop = await _world.JoinAsync("Webshop", "Test");
        await _world.PutAsync(billing, Model("Orders", ("-", Key, "OrderPlaced")));

        Assert.Contains(await Notes(), n => n.Contains("OrderPlaced (nobody publishes it yet)") && n.Contains("then restart Billing"));
        await _world.PutAsync(webshop, Model("Orders", ("+", Key, "OrderPlaced")));
        await _world.Fixture.Hosted<EventBrokerManager.Landscape.Environments.EnvironmentWatch>().LookAsync(default);

        Assert.DoesNotContain(await Notes(), n => n.Contains("OrderPlaced"));
        Assert.NotNull((await Read("Billing/Test")).Timeline.Single(e => e.Step == TimelineStep.ChannelsCreated).At);

        async Task<IReadOnlyList<string>> Notes() => (await Read("Billing/Test")).Notes;
    }

    [Fact]
    public async Task SwitchOff_Joined_EffectsThenRulesThenUsers()
    {
        var webshop = await _world.JoinAsync("Webshop", "Test");
        var billing = await _world.JoinAsync("Billing", "Test");
        await _world.PutAsync(webshop, Model("Orders", ("+", Key, "OrderPlaced")));
        await _world.PutAsync(billing, Model("Orders", ("-", Key, "OrderPlaced")));
        var effects = await _world.Environments.EffectsOfSwitchingOffAsync(Vic, "Webshop/Test", default);
        var before = _world.Fixture.Security.Log.Count;

        var applied = await _world.Environments.SwitchAsync(Tess, "Webshop/Test", false, default);

        Assert.Contains(effects.Consequences, c => c.Contains("no OrderPlaced") && c.Contains("Billing/Test"));
        Assert.Equal(["delete-acls", "delete-users"], _world.Fixture.Security.Log.Skip(before));
        Assert.Equal([billing.UserName], _world.Fixture.Security.Users.Keys);
        Assert.Null(applied.Problem);
        Assert.Equal(EnvironmentState.Disabled, applied.Value.State);
        Assert.Single(await _world.Fixture.Landscape.ChannelsAsync(Vic, false, default));
    }

    [Fact]
    public async Task SwitchOffApp_Joined_AllItsEnvironmentsLoseAccess()
    {
        await _world.JoinAsync("Webshop", "Test");
        await _world.JoinAsync("Webshop", "Production");

        var effects = await _world.Apps.EffectsOfSwitchingOffAsync(Vic, "Webshop", default);
        await _world.Apps.SwitchAsync(Tess, "Webshop", false, default);

        Assert.Equal(2, effects.Consequences.Count(c => c.Contains("its credentials end")));
        Assert.Empty(_world.Fixture.Security.Users);
    }

    [Fact]
    public async Task SwitchOff_KafkaAway_SavedAndSaidAndDoneLater()
    {
        await _world.JoinAsync("Webshop", "Test");
        _world.Fixture.Security.Away = true;

        var applied = await _world.Environments.SwitchAsync(Tess, "Webshop/Test", false, default);

        Assert.Contains("follows by itself", applied.Problem);
        Assert.False(applied.Value.BrokerEnabled);
        _world.Fixture.Security.Away = false;
        await _world.Environments.SwitchAsync(Tess, "Webshop/Test", false, default);
        Assert.Empty(_world.Fixture.Security.Users);
    }

    [Fact]
    public async Task Retire_OffOnly_ThenOutOfUse()
    {
        await _world.EnableAsync("Webshop", "Test");
        Assert.Equal(RefusalKind.Conflict, await KindOf(() => _world.Environments.RetireAsync(Tess, "Webshop/Test", default)));
        await _world.Environments.SwitchAsync(Tess, "Webshop/Test", false, default);

        Assert.Equal(EnvironmentState.Retired, (await _world.Environments.RetireAsync(Tess, "Webshop/Test", default)).State);

        Assert.Equal(RefusalKind.Conflict, await KindOf(() => _world.Environments.SwitchAsync(Tess, "Webshop/Test", true, default)));
        Assert.Equal(EnvironmentState.Disabled, (await _world.Environments.RestoreAsync(Tess, "Webshop/Test", default)).State);
    }

    private Task<EnvironmentDetails> Read(string environment = "Webshop/Test") => _world.Environments.GetAsync(Vic, environment, default);

    private static async Task<RefusalKind> KindOf(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Kind;
}
