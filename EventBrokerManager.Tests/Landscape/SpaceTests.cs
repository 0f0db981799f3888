using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape;

public sealed class SpaceTests : IAsyncDisposable
{
    private readonly LandscapeFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task CreateSpace_OuterBlanks_Trimmed()
    {
        var space = await Create("  Production ");

        Assert.Equal("Production", space.Name);
        Assert.Equal(_fixture.Time.GetUtcNow(), space.Created);
        Assert.Equal([space.Id], (await List()).Select(s => s.Id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("a\u0007b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task CreateSpace_BadName_InvalidAtName(string? name)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Create(name));

        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Equal("name", Assert.Single(refused.Problems).Field);
        Assert.Empty(await List());
    }

    [Fact]
    public async Task CreateSpace_NameTakenInOtherCase_Conflict()
    {
        await Create("Production");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Create("PRODUCTION "));

        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Equal("name", Assert.Single(refused.Problems).Field);
        Assert.Single(await List());
        Assert.Single(await _fixture.AuditAsync());
    }

    [Fact]
    public async Task CreateSpace_TwoPeopleAtOnce_OneWins()
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await Create("Test");
                return (RefusalKind?)null;
            }
            catch (RefusedException e)
            {
                return e.Kind;
            }
        })));

        Assert.Single(attempts, a => a is null);
        Assert.All(attempts.Where(a => a is not null), a => Assert.Equal(RefusalKind.Conflict, a));
    }

    [Fact]
    public async Task CreateSpace_Saved_Audited()
    {
        var space = await Create("Test");

        var entry = Assert.Single(await _fixture.AuditAsync());
        Assert.Equal(("Tess", "space.create", "Test", space.Id.Hex()), (entry.Who, entry.Action, entry.Subject, entry.SubjectId));
        Assert.Equal("""{"name":"Test"}""", entry.After);
    }

    [Fact]
    public async Task CreateSpace_View_Forbidden()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => _fixture.Landscape.CreateSpaceAsync(Vic, "Test", default));

        Assert.Equal(RefusalKind.Forbidden, refused.Kind);
    }

    [Fact]
    public async Task Spaces_Blocked_Forbidden()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => _fixture.Landscape.SpacesAsync(Bob, default));

        Assert.Equal(RefusalKind.Forbidden, refused.Kind);
    }

    [Fact]
    public async Task Spaces_WithContent_CountedPerSpace()
    {
        var test = await Create("Test");
        await Create("Production");
        var service = await _fixture.AddServiceAsync("Orders", "OrderPlaced", "OrderShipped");
        await _fixture.Landscape.EnsureChannelAsync(Tess, "OrderPlaced", "Test", default);
        await _fixture.Landscape.EnsureChannelAsync(Tess, "OrderShipped", "Test", default);
        await using (var db = _fixture.Database.CreateDbContext())
        {
            db.Add(new App { Name = "Shop", NameKey = "SHOP", Environments = { new AppEnvironment { Name = "Test", NameKey = "TEST", SpaceId = test.Id } } });
            db.Add(new Bridge { Name = "B", NameKey = "B", Service = "sqs", SpaceId = test.Id, Region = "eu-central-1", CreatedBy = "Tess" });
            await db.SaveChangesAsync();
        }

        var spaces = await List();

        Assert.Equal(["Production", "Test"], spaces.Select(s => s.Name));
        Assert.Equal((0, 0, 0), (spaces[0].Channels, spaces[0].Bridges, spaces[0].Environments.Count));
        Assert.Equal((2, 1), (spaces[1].Channels, spaces[1].Bridges));
        Assert.Equal(["Shop/Test"], spaces[1].Environments);
    }

    private Task<EventBrokerManager.Landscape.SpaceDetails> Create(string? name) => _fixture.Landscape.CreateSpaceAsync(Tess, name, default);

    private Task<IReadOnlyList<EventBrokerManager.Landscape.SpaceDetails>> List() => _fixture.Landscape.SpacesAsync(Vic, default);
}
