using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Tests.Bridges;

public sealed class BridgeLicenceTests : IDisposable
{
    private readonly BridgeWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(AppKind.Licensed, false)]
    [InlineData(AppKind.Free, true)]
    public async Task Create_WithoutLicence_OnlyLicensedAppsEventsRefused(AppKind kind, bool allowed)
    {
        await OwnAsync(kind);

        var created = await Record.ExceptionAsync(() => _world.Create("B", BridgeWorld.To("Orders/OrderPlaced", "q")));

        Assert.Equal(allowed, created is null);
        if (!allowed)
        {
            var refused = Assert.IsType<RefusedException>(created);
            Assert.Equal(RefusalKind.Conflict, refused.Kind);
            Assert.Contains("Webshop", refused.Message);
            Assert.Empty(_world.Landscape.Ensured);
        }
    }

    [Fact]
    public async Task Start_LicenceGone_RefusedAndWhatRunsGoesOn()
    {
        var (stopped, running) = ((await _world.Create("A", BridgeWorld.To("Orders/OrderPlaced", "q"))).Id, (await _world.Create("B", BridgeWorld.To("Orders/OrderShipped", "r"))).Id);
        await _world.Service.StartAsync(BridgeWorld.Tess, running, default);
        await OwnAsync(AppKind.Licensed);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => _world.Service.StartAsync(BridgeWorld.Tess, stopped, default));
        await _world.Service.StartAsync(BridgeWorld.Tess, running, default);

        Assert.Contains("The start of the bridge 'A'", refused.Message);
    }

    [Fact]
    public async Task Update_LicenceGone_KnownEventsChangeAndNewOnesDoNot()
    {
        var id = (await _world.Create("A", BridgeWorld.To("Orders/OrderPlaced", "q"))).Id;
        await OwnAsync(AppKind.Licensed);

        await _world.Service.UpdateAsync(BridgeWorld.Tess, id, BridgeWorld.Request("A", BridgeWorld.To("Orders/OrderPlaced", "other")), null, default);

        await Assert.ThrowsAsync<RefusedException>(() => _world.Service.UpdateAsync(BridgeWorld.Tess, id,
            BridgeWorld.Request("A", BridgeWorld.To("Orders/OrderPlaced", "other"), BridgeWorld.From("Orders/OrderShipped", "in")), null, default));
    }

    private async Task OwnAsync(AppKind kind)
    {
        await using var db = _world.Database.CreateDbContext();
        var app = new App { Name = "Webshop", NameKey = "WEBSHOP", Kind = kind };
        db.Apps.Add(app);
        foreach (var known in await db.Events.Where(e => e.Service.Name == "Orders").ToListAsync())
            known.OwnerId = app.Id;
        await db.SaveChangesAsync();
    }
}
