using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape;

public sealed class ServiceTests : IAsyncDisposable
{
    private readonly LandscapeFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task CreateService_Good_ReadBackWhole()
    {
        var request = new ServiceRequest(" Orders ", "1.4", [new("com.example.order-placed_v1", [new("orderNumber", "String"), new("amount", "Decimal")])]);

        var created = await _fixture.Landscape.CreateServiceAsync(Tess, request, default);

        var read = Assert.Single(await _fixture.Landscape.ServicesAsync(Vic, default));
        Assert.Equal((created.Id, "Orders", "1.4"), (read.Id, read.Name, read.Version));
        var @event = Assert.Single(read.Events);
        Assert.Equal("com.example.order-placed_v1", @event.Name);
        Assert.Equal([new AttributeDetails("orderNumber", "String"), new("amount", "Decimal")], @event.Attributes);
        Assert.Equal("service.create", Assert.Single(await _fixture.AuditAsync()).Action);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Order/Placed")]
    [InlineData("Order Placed")]
    [InlineData(".order")]
    [InlineData("-order")]
    [InlineData("Bestätigt")]
    [InlineData("Order\nPlaced")]
    public async Task CreateService_EventNameIsNoType_InvalidAtIt(string? name)
    {
        var refused = await Refused(new ServiceRequest("Orders", "1", [new("Fine", []), new(name, [])]));

        Assert.Equal("events[1].name", Assert.Single(refused.Problems).Field);
    }

    [Fact]
    public async Task CreateService_EventName255_Allowed()
    {
        await _fixture.AddServiceAsync("Orders", new string('x', 255));

        Assert.Equal(["events[0].name"], await Fields(new ServiceRequest("Other", "1", [new(new string('x', 256), [])])));
    }

    [Fact]
    public async Task CreateService_ManyMistakes_AllNamedAtOnce()
    {
        var fields = await Fields(new ServiceRequest("", new string('1', 33),
        [
            new("A", [new("x", "String"), new("x", "String"), new("", "String"), new("y", " ")]),
            new("A", []),
        ]));

        Assert.Equal(
            ["name", "version", "events[0].attributes[1].name", "events[0].attributes[2].name", "events[0].attributes[3].type", "events[1].name"],
            fields);
        Assert.Empty(await _fixture.Landscape.ServicesAsync(Vic, default));
    }

    [Fact]
    public async Task CreateService_NameTakenInOtherCase_Conflict()
    {
        await _fixture.AddServiceAsync("Orders");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => _fixture.AddServiceAsync("ORDERS"));

        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Equal("name", Assert.Single(refused.Problems).Field);
    }

    [Fact]
    public async Task CreateService_View_Forbidden()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => _fixture.Landscape.CreateServiceAsync(Vic, new ServiceRequest("Orders", "1", []), default));

        Assert.Equal(RefusalKind.Forbidden, refused.Kind);
    }

    [Fact]
    public async Task Services_EventWithChannels_SpacesNamed()
    {
        await _fixture.AddServiceAsync("Orders", "OrderPlaced", "OrderShipped");
        foreach (var space in new[] { "Test", "Production" })
        {
            await _fixture.Landscape.CreateSpaceAsync(Tess, space, default);
            await _fixture.Landscape.EnsureChannelAsync(Tess, "Orders/OrderPlaced", space, default);
        }

        var events = (await _fixture.Landscape.ServicesAsync(Vic, default)).Single().Events;

        Assert.Equal(["Production", "Test"], events[0].Spaces);
        Assert.Empty(events[1].Spaces);
    }

    private async Task<RefusedException> Refused(ServiceRequest request)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => _fixture.Landscape.CreateServiceAsync(Tess, request, default));
        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        return refused;
    }

    private async Task<IEnumerable<string>> Fields(ServiceRequest request) => (await Refused(request)).Problems.Select(p => p.Field);
}
