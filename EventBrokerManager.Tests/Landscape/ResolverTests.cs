using EventBrokerManager.Landscape;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape;

public sealed class ResolverTests : IAsyncLifetime
{
    private readonly LandscapeFixture _fixture = new();
    private Guid _space;

    public async Task InitializeAsync()
    {
        _space = (await _fixture.Landscape.CreateSpaceAsync(Tess, "Test", default)).Id;
        await _fixture.AddServiceAsync("Orders", "Placed", "Shipped");
        await _fixture.AddServiceAsync("Shop/Returns", "Placed");
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData("orders/Placed", "Orders")]
    [InlineData("Shop/Returns/Placed", "Shop/Returns")]
    public async Task Event_ServiceAndName_Found(string text, string service)
    {
        var found = await Event(text);

        Assert.Equal((service, "Placed"), (found.Value?.Service.Name, found.Value?.Name));
    }

    [Fact]
    public async Task Event_Id_FoundInEveryNotation()
    {
        var id = (await Event("Shipped")).Value!.Id;

        Assert.Equal(id, (await Event(id.Hex())).Value?.Id);
        Assert.Equal(id, (await Event(id.ToString().ToUpperInvariant())).Value?.Id);
    }

    [Theory]
    [InlineData("shipped")]
    [InlineData("Orders/Cancelled")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("/")]
    public async Task Event_Unknown_SaidWithItsName(string text)
    {
        var answer = await Event(text);

        Assert.False(answer.Found);
        Assert.Contains($"'{text}'", answer.Problem);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task Event_Missing_Said(string? text) => Assert.Contains("missing", (await Event(text)).Problem);

    [Fact]
    public async Task Event_BareNameOfTwo_CandidatesNamed()
    {
        Assert.Contains("Orders/Placed, Shop/Returns/Placed", (await Event("Placed")).Problem);
    }

    [Fact]
    public async Task Event_BareNameOfTwoOneWithChannelInSpace_ThatOne()
    {
        await _fixture.Landscape.EnsureChannelAsync(Tess, "Orders/Placed", "Test", default);

        Assert.Equal("Orders", (await Event("Placed")).Value?.Service.Name);
    }

    [Fact]
    public async Task Event_BareNameOfTwoBothWithChannelInSpace_Ambiguous()
    {
        await _fixture.Landscape.EnsureChannelAsync(Tess, "Orders/Placed", "Test", default);
        await _fixture.Landscape.EnsureChannelAsync(Tess, "Shop/Returns/Placed", "Test", default);

        Assert.False((await Event("Placed")).Found);
    }

    [Theory]
    [InlineData("TEST ", true)]
    [InlineData("Tset", false)]
    [InlineData(null, false)]
    public async Task Space_Name_AnyCase(string? text, bool found)
    {
        await using var db = _fixture.Database.CreateDbContext();

        Assert.Equal(found, (await Resolver.SpaceAsync(db, text, default)).Found);
    }

    [Fact]
    public async Task Space_NotFound_RefusedAtTheFieldGiven()
    {
        await using var db = _fixture.Database.CreateDbContext();
        var answer = await Resolver.SpaceAsync(db, Guid.NewGuid().Hex(), default);

        var refused = Assert.Throws<RefusedException>(() => answer.OrRefuse("space"));

        Assert.Equal((RefusalKind.Invalid, "space"), (refused.Kind, refused.Problems.Single().Field));
    }

    private async Task<Resolved<ServiceEvent>> Event(string? text)
    {
        await using var db = _fixture.Database.CreateDbContext();
        return await Resolver.EventAsync(db, text, _space, default);
    }
}
