using EventBrokerManager.ClientConfigs;
using EventBrokerManager.Landscape;
using EventBrokerManager.Tests.Landscape.Environments;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;
using static EventBrokerManager.Tests.Landscape.Environments.EnablementWorld;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.ClientConfigs;

public sealed class ClientConfigTests : IAsyncLifetime
{
    private const string Key = "0f8fad5bd9cb469fa16570867728950e";
    private readonly EnablementWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Put_Publisher_ChannelServiceAndOwner()
    {
        var answer = await _world.PutAsync(await _world.JoinAsync("Webshop", "Test"), Model("Orders", ("+", Key, "OrderPlaced"), ("-", "other", "OrderShipped")));

        var channel = Assert.Single(await _world.Fixture.Landscape.ChannelsAsync(Vic, false, default));
        Assert.Equal((Key, channel.Topic), (answer.Publish.Events.Single().Channel, answer.Publish.Events.Single().Topic));
        Assert.Equal(channel.Topic, Assert.Single(_world.Fixture.Broker.Topics));
        var subscribed = answer.Subscribe.Events.Single();
        Assert.Equal(("OrderShipped", $"businessevents.{subscribed.Channel}"), (subscribed.EventName, subscribed.PartialTopic));
        Assert.Matches("^[0-9a-f]{32}$", subscribed.Channel);
        var service = Assert.Single(await _world.Fixture.Landscape.ServicesAsync(Vic, default));
        Assert.Equal(("Orders", "1.0.0", "Webshop"), (service.Name, service.Version, service.App));
        Assert.Equal("number", service.Events[0].Attributes.Single().Name);
    }

    [Fact]
    public async Task Put_Again_ChangesNothing()
    {
        var credentials = await _world.JoinAsync("Webshop", "Test");
        var first = await _world.PutAsync(credentials, Model("Orders", ("+", Key, "OrderPlaced"), ("-", "other", "OrderShipped")));
        var (audited, kafka) = ((await _world.Fixture.AuditAsync()).Count, _world.Fixture.Security.Log.Count);

        var second = await _world.PutAsync(credentials, Model("Orders", ("+", Key, "OrderPlaced"), ("-", "other", "OrderShipped")));

        Assert.Equivalent(first, second, strict: true);
        Assert.Equal((audited, kafka), ((await _world.Fixture.AuditAsync()).Count, _world.Fixture.Security.Log.Count));
    }

    [Fact]
    public async Task Put_NewerModel_AddsAndRetiresAndBringsBack()
    {
        var credentials = await _world.JoinAsync("Webshop", "Test");
        await _world.PutAsync(credentials, Model("Orders", ("+", "a", "A"), ("+", "b", "B")));

        var answer = await _world.PutAsync(credentials, Model("Orders", ("+", "b", "B"), ("+", "c", "C")));

        Assert.Equal(["B", "C"], answer.Publish.Events.Select(e => e.EventName));
        Assert.Equal(3, (await _world.Fixture.Landscape.ChannelsAsync(Vic, false, default)).Count);
        Assert.Equal(["A"], await Retired());
        await _world.PutAsync(credentials, Model("Orders", ("+", "a", "A")));
        Assert.Equal(["B", "C"], await Retired());
    }

    [Fact]
    public async Task Put_OtherEnvironmentStillPublishes_NotRetired()
    {
        await _world.PutAsync(await _world.JoinAsync("Webshop", "Production"), Model("Orders", ("+", "a", "A")));
        var test = await _world.JoinAsync("Webshop", "Test");
        await _world.PutAsync(test, Model("Orders", ("+", "a", "A")));

        await _world.PutAsync(test, "");

        Assert.Empty(await Retired());
    }

    [Fact]
    public async Task Put_SameEventInTwoSpaces_SameChannelIdOtherTopic()
    {
        var test = await _world.PutAsync(await _world.JoinAsync("Webshop", "Test"), Model("Orders", ("+", "made-once", "A")));
        var production = await _world.PutAsync(await _world.JoinAsync("Webshop", "Production"), Model("Orders", ("+", "made-once", "A")));

        Assert.Equal(test.Publish.Events[0].Channel, production.Publish.Events[0].Channel);
        Assert.NotEqual(test.Publish.Events[0].Topic, production.Publish.Events[0].Topic);
    }

    [Fact]
    public async Task Put_SecondClaim_ImplementedWithoutAccess()
    {
        await _world.PutAsync(await _world.JoinAsync("Webshop", "Test"), Model("Orders", ("+", Key, "OrderPlaced")));

        var answer = await _world.PutAsync(await _world.JoinAsync("Rogue", "Test"), Model("Whatever", ("+", Key, "OrderPlaced")));

        Assert.Empty(answer.Publish.Events);
        Assert.Single(await _world.Fixture.Landscape.ServicesAsync(Vic, default));
        var rogue = await _world.Environments.GetAsync(Vic, "Rogue/Test", default);
        Assert.Contains("Implemented without access: OrderPlaced", rogue.Calls[0].Outcome);
        Assert.Contains(rogue.Notes, n => n.Contains("OrderPlaced") && n.Contains("no access"));
    }

    [Fact]
    public async Task Put_SubscriberFirst_DoesNotOwnWhatItNamed()
    {
        var billing = await _world.JoinAsync("Billing", "Test");
        var early = await _world.PutAsync(billing, Model("Orders", ("-", "k", "OrderPlaced")));

        var published = await _world.PutAsync(await _world.JoinAsync("Webshop", "Test"), Model("Orders", ("+", "k", "OrderPlaced")));

        Assert.Equal(early.Subscribe.Events[0].Channel, published.Publish.Events.Single().Channel);
        await using var db = _world.Fixture.Database.CreateDbContext();
        Assert.Equal("Webshop", await db.Events.Select(e => e.Owner!.Name).SingleAsync());
        Assert.Equal("Webshop", await db.Services.Select(s => s.App!.Name).SingleAsync());
    }

    [Fact]
    public async Task Put_TitleOfSomebodyElse_ServiceOfItsOwn()
    {
        await _world.Fixture.AddServiceAsync("Orders", "OrderPlaced");
        var key = Guid.NewGuid().ToString("N");

        var answer = await _world.PutAsync(await _world.JoinAsync("Webshop", "Test"), Model("Orders", ("+", key, "OrderPlaced")));

        Assert.Equal(key, answer.Publish.Events.Single().Channel);
        Assert.Equal(["Orders", "Orders (Webshop)"], (await _world.Fixture.Landscape.ServicesAsync(Vic, default)).Select(s => s.Name));
    }

    [Fact]
    public async Task Put_Implements_SeveralDocuments()
    {
        var text = $$"""
            {"implements": [
              {"document": {{Model("Orders", ("+", Key, "OrderPlaced"), ("+", "x", "OrderLost"))}}, "publish": ["OrderPlaced"]},
              {"document": {{Model("Parcels", ("+", "p", "ParcelPacked"))}}, "subscribe": ["ParcelPacked"]}]}
            """;

        var answer = await _world.PutAsync(await _world.JoinAsync("Webshop", "Test"), text);

        Assert.Equal("OrderPlaced", answer.Publish.Events.Single().EventName);
        Assert.Equal("ParcelPacked", answer.Subscribe.Events.Single().EventName);
    }

    [Fact]
    public async Task Put_SharedChannel_EachEventHasItsOwn()
    {
        const string text = "asyncapi: 2.6.0\ninfo: {title: Orders, version: '1'}\nchannels:\n  0f8fad5bd9cb469fa16570867728950e:\n"
            + "    subscribe: {message: {oneOf: [{name: A}, {name: B}]}}";

        var answer = await _world.PutAsync(await _world.JoinAsync("Webshop", "Test"), text);
        var reader = await _world.PutAsync(await _world.JoinAsync("Billing", "Test"), Model("Orders", ("-", Key, "B")));

        Assert.Equal(Key, answer.Publish.Events[0].Channel);
        Assert.NotEqual(Key, answer.Publish.Events[1].Channel);
        Assert.Equal(answer.Publish.Events[1].Channel, reader.Subscribe.Events.Single().Channel);
    }

    [Fact]
    public async Task Put_Free_OneTopicForAll()
    {
        var first = await _world.PutAsync(await _world.JoinAsync("Toy", "Test", AppKind.Free), Model("Toys", ("+-", Key, "ToyBuilt")));
        var second = await _world.PutAsync(await _world.JoinAsync("Game", "Production", AppKind.Free), Model("Games", ("+", "g", "GameWon")));

        var topic = $"businessevents.free.{_world.Organisation:N}";
        Assert.Equal([topic], _world.Fixture.Broker.Topics);
        Assert.Equal([topic, topic], [first.Publish.Events[0].Topic, second.Publish.Events[0].Topic]);
        Assert.Equal(("businessevents.free", _world.Organisation.ToString("D")), (first.Subscribe.Events[0].PartialTopic, first.Subscribe.ClientConfig.ConsumerGroupIdPrefix));
        Assert.Empty(await _world.Fixture.Landscape.ChannelsAsync(Vic, false, default));
    }

    [Fact]
    public async Task Put_ManyInstancesAtOnce_OneModelAndOneAnswer()
    {
        var credentials = await _world.JoinAsync("Webshop", "Test");
        var model = Model("Orders", [.. Enumerable.Range(0, 20).Select(i => ("+", $"k{i}", $"E{i}"))]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => _world.PutAsync(credentials, model))));

        Assert.All(answers, a => Assert.Equivalent(answers[0], a, strict: true));
        Assert.Equal(20, _world.Fixture.Broker.Topics.Count);
        Assert.Single(await _world.Fixture.AuditAsync(), e => e.Action == "environment.implements");
    }

    [Fact]
    public async Task Put_AppsThatPublishTheSameAtOnce_OneOwnsIt()
    {
        var all = new List<IssuedCredentials>();
        for (var i = 0; i < 6; i++)
            all.Add(await _world.JoinAsync($"App {i}", "Test"));

        var answers = await Task.WhenAll(all.Select(c => Task.Run(() => _world.PutAsync(c, Model("Orders", ("+", Key, "OrderPlaced"))))));

        Assert.Single(answers, a => a.Publish.Events.Count == 1);
        Assert.Single(await _world.Fixture.Landscape.ServicesAsync(Vic, default));
    }

    [Fact]
    public async Task Put_KafkaAway_503AndAnswersAgainWithWhatIsThere()
    {
        var credentials = await _world.JoinAsync("Webshop", "Test");
        await _world.PutAsync(credentials, Model("Orders", ("+", "a", "A")));
        (_world.Fixture.Broker.Away, _world.Fixture.Security.Away) = (true, true);

        var refused = await Assert.ThrowsAsync<ConfigurationRefusedException>(() => _world.PutAsync(credentials, Model("Orders", ("+", "a", "A"), ("+", "b", "B"))));
        var answer = await _world.PutAsync(credentials, Model("Orders", ("+", "a", "A")));

        Assert.Equal(ConfigurationRefusal.Unavailable, refused.Kind);
        Assert.Single(answer.Publish.Events);
        var calls = (await _world.Environments.GetAsync(Vic, "Webshop/Test", default)).Calls;
        Assert.Equal([200, 503, 200], calls.Select(c => c.Status));
        Assert.Contains("follows by itself", calls[0].Outcome);
    }

    [Fact]
    public async Task Put_KafkaRefusesTheTopic_ConflictInTheTimeline()
    {
        var credentials = await _world.JoinAsync("Webshop", "Test");
        _world.Fixture.Broker.Refusal = "Not authorised.";

        var refused = await Assert.ThrowsAsync<ConfigurationRefusedException>(() => _world.PutAsync(credentials, Model("Orders", ("+", "a", "A"))));

        Assert.Equal(ConfigurationRefusal.Conflict, refused.Kind);
        var next = (await _world.Environments.GetAsync(Vic, "Webshop/Test", default)).Timeline.Single(e => e.State == StepState.Next);
        Assert.Contains("was refused: Kafka refuses", next.Text);
    }

    [Fact]
    public async Task Put_TooOften_Refused()
    {
        var credentials = await _world.JoinAsync("Webshop", "Test");
        using var limits = new CallLimits();
        var environment = Guid.NewGuid();
        for (var i = 0; i < CallLimits.Calls; i++)
            limits.Count(environment);

        Assert.Equal(ConfigurationRefusal.TooMany, Assert.Throws<ConfigurationRefusedException>(() => limits.Count(environment)).Kind);
        limits.Count(Guid.NewGuid());
        for (var i = 0; i < CallLimits.WrongTokens; i++)
            await Assert.ThrowsAsync<ConfigurationRefusedException>(() => _world.PutAsync("Webshop/Test", "wrong", ""));
        var refused = await Assert.ThrowsAsync<ConfigurationRefusedException>(() => _world.PutAsync(credentials, ""));
        Assert.Equal(ConfigurationRefusal.TooMany, refused.Kind);
    }

    [Fact]
    public async Task Put_Calls_NewestKept()
    {
        var credentials = await _world.JoinAsync("Webshop", "Test");
        for (var i = 0; i < 55; i++)
            await _world.PutAsync(credentials, "");

        await using var db = _world.Fixture.Database.CreateDbContext();
        Assert.Equal(50, await db.ConfigurationCalls.CountAsync());
    }

    [Fact]
    public async Task Put_OtherVersion_Malformed()
    {
        var credentials = await _world.JoinAsync("Webshop", "Test");

        var refused = await Assert.ThrowsAsync<ConfigurationRefusedException>(
            () => _world.PutRawAsync("Webshop/Test", credentials.ClientConfigAuthToken, "{\"dependencies\":\"\"}", "2"));

        Assert.Equal(ConfigurationRefusal.Malformed, refused.Kind);
    }

    private async Task<List<string>> Retired()
    {
        await using var db = _world.Fixture.Database.CreateDbContext();
        return await db.Events.Where(e => e.Retired != null).OrderBy(e => e.Name).Select(e => e.Name).ToListAsync();
    }
}
