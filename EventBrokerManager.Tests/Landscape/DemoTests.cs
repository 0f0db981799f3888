using System.Text;
using System.Text.Json;
using EventBrokerManager.Broker;
using EventBrokerManager.Landscape;
using EventBrokerManager.Landscape.Demo;
using EventBrokerManager.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape;

public sealed class DemoTests : IAsyncDisposable
{
    private readonly LandscapeFixture _fixture = new(demo: true);

    public async ValueTask DisposeAsync()
    {
        await _fixture.Hosted<DemoTraffic>().StopAsync(default);
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Seed_EmptyDatabase_DemoCompany()
    {
        await Seed();

        Assert.Equal(("Acme", "eu-central-1"), await _fixture.Landscape.OrganisationAsync(default));
        var spaces = await _fixture.Landscape.SpacesAsync(Vic, default);
        Assert.Equal(["Acceptance", "Production"], spaces.Select(s => s.Name));
        Assert.All(spaces, s => Assert.Equal([$"Billing/{s.Name}", $"Warehouse/{s.Name}", $"Webshop/{s.Name}"], s.Environments));
        var orders = (await _fixture.Landscape.ServicesAsync(Vic, default)).Single(s => s.Name == "Orders");
        Assert.Equal(("1.4", "Webshop"), (orders.Version, orders.App));
        Assert.Equal(["OrderCancelled", "OrderPlaced", "OrderShipped"], orders.Events.Select(e => e.Name));
    }

    [Fact]
    public void Company_Services_KeepTheRules()
    {
        Assert.All(DemoCompany.Services, s => Assert.Empty(ServiceRules.Problems(s.Request)));
        Assert.Distinct(DemoCompany.Services.SelectMany(s => s.Events).Select(e => e.Name));
    }

    [Fact]
    public async Task Seed_Twice_NothingAdded()
    {
        await Seed();
        var before = (await _fixture.AuditAsync()).Count;

        await Seed();

        Assert.Equal(before, (await _fixture.AuditAsync()).Count);
        await using var db = _fixture.Database.CreateDbContext();
        Assert.Equal(1, await db.Organisations.CountAsync());
    }

    [Fact]
    public async Task Seed_WithoutDemo_OrganisationOnly()
    {
        await using var plain = new LandscapeFixture();

        await plain.Hosted<LandscapeSeed>().SeedAsync(default);

        Assert.Equal(("My organisation", null), await plain.Landscape.OrganisationAsync(default));
        Assert.Empty(await plain.Landscape.SpacesAsync(Vic, default));
        Assert.Empty(await plain.Landscape.ServicesAsync(Vic, default));
    }

    [Fact]
    public async Task Traffic_Started_CloudEventsWithTheDescribedAttributes()
    {
        await StartAsync();

        var published = await Next(30);

        var channels = await _fixture.Landscape.ChannelsAsync(Vic, false, default);
        Assert.Equal(DemoCompany.Services.Sum(s => s.Events.Count) * 2, channels.Count);
        var attributes = (await _fixture.Landscape.ServicesAsync(Vic, default)).SelectMany(s => s.Events).ToDictionary(e => e.Id, e => e.Attributes);
        Assert.All(published, p =>
        {
            var channel = channels.Single(c => c.Topic == p.Topic);
            var headers = p.Record.Headers.ToDictionary(h => h.Name, h => Encoding.UTF8.GetString(h.Value!));
            Assert.Equal(["ce_id", "ce_source", "ce_specversion", "ce_type", "ce_time", "content-type"], headers.Keys);
            Assert.Equal(("1.0", channel.Event, "application/json"), (headers["ce_specversion"], headers["ce_type"], headers["content-type"]));
            Assert.NotEmpty(p.Record.Key!);
            using var body = JsonDocument.Parse(p.Record.Value!);
            Assert.Equal(attributes[channel.EventId].Select(a => a.Name), body.RootElement.EnumerateObject().Select(f => f.Name));
        });
        Assert.Distinct(published.Select(p => Encoding.UTF8.GetString(p.Record.Headers[0].Value!)));
    }

    [Fact]
    public async Task Traffic_KafkaAwayAtStart_BeginsWhenItIsBack()
    {
        _fixture.Broker.Away = true;
        await StartAsync();
        await _fixture.Broker.Failures.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        _fixture.Broker.Away = false;

        Assert.Single(await Next(1));
    }

    [Fact]
    public async Task Traffic_KafkaAwayInBetween_GoesOn()
    {
        await StartAsync();
        await Next(1);
        _fixture.Broker.Away = true;
        await _fixture.Time.AdvanceUntilAsync(_fixture.Broker.Failures.ReadAsync().AsTask());
        while (_fixture.Broker.Published.TryRead(out _))
        {
        }

        _fixture.Broker.Away = false;

        Assert.Single(await Next(1));
    }

    [Fact]
    public async Task Traffic_LandscapeOfSomebodyElse_LeftAlone()
    {
        await _fixture.Landscape.CreateSpaceAsync(Tess, "Production", default);
        await _fixture.AddServiceAsync("Orders", "OrderPlaced");
        _fixture.Get<ChannelsReady>().Set();

        await _fixture.Hosted<DemoTraffic>().StartAsync(default);
        await _fixture.Hosted<DemoTraffic>().ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Empty(_fixture.Broker.Topics);
    }

    [Theory]
    [InlineData("yes", 1)]
    [InlineData("True", 0)]
    [InlineData("false", 0)]
    [InlineData("", 0)]
    [InlineData(null, 0)]
    public void Check_Value_OnlyBooleansPass(string? value, int problems)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Demo:Enabled", value)]).Build();

        Assert.Equal(problems, new DemoCheck().Problems(configuration).Count(p => p.Key == "Demo:Enabled"));
    }

    private Task Seed() => _fixture.Hosted<LandscapeSeed>().SeedAsync(default);

    private async Task StartAsync()
    {
        await Seed();
        _fixture.Get<ChannelsReady>().Set();
        await _fixture.Hosted<DemoTraffic>().StartAsync(default);
    }

    private async Task<List<(string Topic, EventRecord Record)>> Next(int count)
    {
        var taken = new List<(string, EventRecord)>();
        while (taken.Count < count)
        {
            var next = _fixture.Broker.Published.ReadAsync().AsTask();
            await _fixture.Time.AdvanceUntilAsync(next);
            taken.Add(await next);
        }

        return taken;
    }
}
