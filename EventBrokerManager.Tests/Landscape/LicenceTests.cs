using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape;

public sealed class LicenceTests : IAsyncLifetime
{
    private readonly LandscapeFixture _fixture = new();

    private ILicence Licence => _fixture.Get<ILicence>();

    public Task InitializeAsync() => _fixture.SeedAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Get_NeverSet_NotValidAndSaysWhoseMove()
    {
        var licence = await Licence.GetAsync(Vic, default);

        Assert.Equal((null, false), (licence.Region, licence.IsValid));
        Assert.Contains("an Admin enters it", licence.Status);
    }

    [Fact]
    public async Task Set_First_ValidAndAudited()
    {
        var licence = await Licence.SetAsync(Ada, " EU-Central-1 ", null, default);

        Assert.Equal(("eu-central-1", true), (licence.Region, licence.IsValid));
        Assert.Equal("licence.set", (await _fixture.AuditAsync())[^1].Action);
        await Licence.RequireAsync("A test", default);
    }

    [Fact]
    public async Task Set_OtherRegion_Conflict()
    {
        await Licence.SetAsync(Ada, "eu-central-1", null, default);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Licence.SetAsync(Ada, "us-east-1", null, default));

        Assert.Equal((RefusalKind.Conflict, "region"), (refused.Kind, refused.Problems.Single().Field));
        Assert.Equal("eu-central-1", (await Licence.GetAsync(Vic, default)).Region);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Frankfurt")]
    [InlineData("eu-central-1\n")]
    [InlineData("'; DROP TABLE Organisations; --")]
    public async Task Set_NoRegion_Invalid(string? region)
    {
        if (region == "eu-central-1\n")
            region = "eu\n-central-1";

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Licence.SetAsync(Ada, region, null, default));

        Assert.Equal((RefusalKind.Invalid, "region"), (refused.Kind, refused.Problems.Single().Field));
    }

    [Fact]
    public async Task Set_NotAdmin_Forbidden()
    {
        foreach (var actor in new[] { Tess, Vic, Bob })
            Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => Licence.SetAsync(actor, "eu-central-1", null, default))).Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => Licence.GetAsync(Bob, default))).Kind);
    }

    [Fact]
    public async Task Expiry_Reached_NothingNewAndRenewable()
    {
        var end = _fixture.Time.GetUtcNow().AddDays(1);
        await Licence.SetAsync(Ada, "eu-central-1", end, default);
        Assert.True((await Licence.GetAsync(Vic, default)).IsValid);

        _fixture.Time.Advance(TimeSpan.FromDays(1));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Licence.RequireAsync("The channel", default));
        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Contains("expired", refused.Message);
        Assert.True((await Licence.SetAsync(Ada, "eu-central-1", end.AddYears(1), default)).IsValid);
    }
}
