using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EventBrokerManager.Tests.Persistence;

public sealed class EnablementMigrationTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"landscape-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            File.Delete(_file + suffix);
    }

    [Fact]
    public async Task Up_DemoOfAnEarlierVersion_StaysUsable()
    {
        var (organisation, space, shop, store) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await using (var before = Open())
        {
            await before.GetService<IMigrator>().MigrateAsync("DeadLetterSizes");
            await before.Database.ExecuteSqlAsync($"INSERT INTO Organisations (Id, Name, Region) VALUES ({organisation}, 'Acme', 'eu-central-1')");
            await before.Database.ExecuteSqlAsync($"INSERT INTO Spaces (Id, Name, NameKey, Created) VALUES ({space}, 'Test', 'TEST', 0)");
            await before.Database.ExecuteSqlAsync($"INSERT INTO Apps (Id, Name) VALUES ({shop}, 'Shop'), ({store}, 'Store')");
            await before.Database.ExecuteSqlAsync(
                $"INSERT INTO AppEnvironments (Id, AppId, Name, SpaceId) VALUES ({Guid.NewGuid()}, {shop}, 'Test', {space}), ({Guid.NewGuid()}, {store}, 'Test', {space})");
            await before.Database.ExecuteSqlAsync(
                $"INSERT INTO Services (Id, Name, NameKey, Version, AppId, Created) VALUES ({space}, 'Orders', 'ORDERS', '1', {shop}, 0)");
            await before.Database.ExecuteSqlAsync(
                $"INSERT INTO Events (Id, ServiceId, Name, Attributes) VALUES ({store}, {space}, 'OrderPlaced', '[]')");
        }

        await using var db = Open();
        await db.Database.MigrateAsync();

        var apps = await db.Apps.Include(a => a.Contacts).Include(a => a.Environments).OrderBy(a => a.Name).ToListAsync();
        Assert.Equal(["SHOP", "STORE"], apps.Select(a => a.NameKey));
        Assert.All(apps, a => Assert.Equal((AppKind.Licensed, true, "demo-tess"), (a.Kind, a.BrokerEnabled, a.Contacts.Single().Subject)));
        Assert.All(apps, a => Assert.Equal(("TEST", true), (a.Environments.Single().NameKey, a.Environments.Single().BrokerEnabled)));
        Assert.Equal(shop, (await db.Events.SingleAsync()).OwnerId);
        var licensed = await db.Organisations.SingleAsync();
        Assert.NotNull(licensed.LicensedSince);
        Assert.True(licensed.DefaultSubscribe);
    }

    private LandscapeDb Open()
    {
        var options = new DbContextOptionsBuilder<LandscapeDb>();
        PersistenceModule.Configure(options, $"Data Source={_file};Pooling=False");
        return new LandscapeDb(options.Options);
    }
}
