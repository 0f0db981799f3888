using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape.Apps;

public sealed class AppTests : IAsyncLifetime
{
    private readonly LandscapeFixture _fixture = new();

    private IApps Apps => _fixture.Get<IApps>();

    public Task InitializeAsync() => _fixture.SeedAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Create_ByTechnicalContact_IsItsContact()
    {
        var app = await Apps.CreateAsync(Tess, new AppRequest(" Webshop ", AppKind.Licensed), default);

        Assert.Equal(("Webshop", AppKind.Licensed, false), (app.Name, app.Kind, app.BrokerEnabled));
        Assert.Equal([new ContactDetails("tess", "Tess", "tess@example.com")], app.Contacts);
        Assert.Equal("app.create", (await _fixture.AuditAsync())[^1].Action);
        Assert.Equal(app.Id, (await Apps.GetAsync(Vic, "WEBSHOP", default)).Id);
    }

    [Fact]
    public async Task Create_TakenInOtherCase_Conflict()
    {
        await Create("Webshop");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Apps.CreateAsync(Tom, new AppRequest("webSHOP", AppKind.Free), default));

        Assert.Equal((RefusalKind.Conflict, "name"), (refused.Kind, refused.Problems.Single().Field));
    }

    [Theory]
    [InlineData(null, AppKind.Free, "name")]
    [InlineData("a/b", AppKind.Free, "name")]
    [InlineData("Webshop", null, "kind")]
    public async Task Create_Wrong_AtItsField(string? name, AppKind? kind, string field)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Apps.CreateAsync(Tess, new AppRequest(name, kind), default));

        Assert.Equal((RefusalKind.Invalid, field), (refused.Kind, refused.Problems.Single().Field));
    }

    [Fact]
    public async Task Change_NotItsContact_Forbidden()
    {
        await Create("Webshop");

        foreach (var actor in new[] { Tom, Vic, Bob })
        {
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => Apps.SwitchAsync(actor, "Webshop", true, default)));
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => Apps.UpdateAsync(actor, "Webshop", new AppRequest("Shop", null), default)));
            Assert.Equal(RefusalKind.Forbidden, await KindOf(() => Apps.RetireAsync(actor, "Webshop", default)));
        }

        Assert.False((await Apps.GetAsync(Vic, "Webshop", default)).BrokerEnabled);
    }

    [Fact]
    public async Task Create_ViewOrBlocked_Forbidden()
    {
        Assert.Equal(RefusalKind.Forbidden, await KindOf(() => Apps.CreateAsync(Vic, new AppRequest("Webshop", AppKind.Free), default)));
        Assert.Equal(RefusalKind.Forbidden, await KindOf(() => Apps.ListAsync(Bob, default)));
    }

    [Fact]
    public async Task Switch_ContactOrAdmin_TurnsOnceAndIsAudited()
    {
        await Create("Webshop");

        await Apps.SwitchAsync(Tess, "Webshop", true, default);
        await Apps.SwitchAsync(Ada, "Webshop", true, default);

        var app = await Apps.GetAsync(Vic, "Webshop", default);
        Assert.Equal((true, "Tess"), (app.BrokerEnabled, app.BrokerSwitchedBy));
        Assert.Single(await _fixture.AuditAsync(), e => e.Action == "app.enable");
    }

    [Fact]
    public async Task Update_NameKindContacts_Replaced()
    {
        await Create("Webshop");

        var app = await Apps.UpdateAsync(Tess, "Webshop", new AppRequest("Shop", AppKind.Free, ["TOM@example.com", "API token ci"]), default);

        Assert.Equal(("Shop", AppKind.Free), (app.Name, app.Kind));
        Assert.Equal(["API token ci", "tom"], app.Contacts.Select(c => c.Subject));
        Assert.Equal(RefusalKind.Forbidden, await KindOf(() => Apps.SwitchAsync(Tess, "Shop", true, default)));
        Assert.True((await Apps.SwitchAsync(Tom, "Shop", true, default)).Value.BrokerEnabled);
    }

    [Theory]
    [InlineData("nobody@example.com", "nobody")]
    [InlineData("vic@example.com", "role View")]
    [InlineData("", "nobody")]
    public async Task Update_ContactWhoCannotBe_Invalid(string contact, string reason)
    {
        await Create("Webshop");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Apps.UpdateAsync(Tess, "Webshop", new AppRequest(null, null, ["tom@example.com", contact]), default));

        Assert.Equal("technicalContacts[1]", refused.Problems.Single().Field);
        Assert.Contains(reason, refused.Message);
    }

    [Fact]
    public async Task Update_KindWhileOn_Conflict()
    {
        await Create("Webshop");
        await Apps.SwitchAsync(Tess, "Webshop", true, default);

        Assert.Equal(RefusalKind.Conflict, await KindOf(() => Apps.UpdateAsync(Tess, "Webshop", new AppRequest(null, AppKind.Free), default)));
    }

    [Fact]
    public async Task Retire_On_ConflictAndOff_Kept()
    {
        await Create("Webshop");
        await Apps.SwitchAsync(Tess, "Webshop", true, default);
        Assert.Equal(RefusalKind.Conflict, await KindOf(() => Apps.RetireAsync(Tess, "Webshop", default)));
        await Apps.SwitchAsync(Tess, "Webshop", false, default);

        Assert.NotNull((await Apps.RetireAsync(Tess, "Webshop", default)).Retired);

        Assert.Equal(RefusalKind.Conflict, await KindOf(() => Apps.SwitchAsync(Tess, "Webshop", true, default)));
        Assert.Equal(RefusalKind.Conflict, await KindOf(() => Apps.CreateAsync(Tess, new AppRequest("Webshop", AppKind.Free), default)));
        Assert.Null((await Apps.RestoreAsync(Tess, "Webshop", default)).Retired);
    }

    [Fact]
    public async Task Get_Unknown_NotFound() => Assert.Equal(RefusalKind.NotFound, await KindOf(() => Apps.GetAsync(Vic, "Nothing", default)));

    private Task<AppDetails> Create(string name) => Apps.CreateAsync(Tess, new AppRequest(name, AppKind.Licensed), default);

    private static async Task<RefusalKind> KindOf(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Kind;
}
