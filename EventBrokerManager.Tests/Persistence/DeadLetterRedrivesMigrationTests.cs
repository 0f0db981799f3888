using EventBrokerManager.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EventBrokerManager.Tests.Persistence;

public sealed class DeadLetterRedrivesMigrationTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"migration-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            File.Delete(_file + suffix);
    }

    [Fact]
    public async Task Migrate_DeadLettersFromBefore_KeptAsNeverRedriven()
    {
        await using var db = new LandscapeDb(Options());
        await db.GetService<IMigrator>().MigrateAsync("DeadLetterSizes");
        var (space, bridge, connection) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await db.Database.ExecuteSqlAsync($"INSERT INTO Spaces (Id, Name, NameKey, Created) VALUES ({space}, 'S', 'S', 1)");
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO Bridges (Id, Name, NameKey, Service, SpaceId, Region, \"From\", Desired, Revision, CreatedBy, Created) VALUES ({bridge}, 'B', 'B', 'sqs', {space}, 'r', 'New', 'Started', 1, 'T', 1)");
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO DeadLetters (BridgeId, ConnectionId, At, ReasonCode, Reason, Origin, OriginKey, Value, Headers, Size) VALUES ({bridge}, {connection}, 1, 'loop', 'R', 't/0/1', 't/0/1', X'01', '[]', 3)");

        await db.Database.MigrateAsync();

        var letter = Assert.Single(await db.DeadLetters.ToListAsync());
        Assert.Equal(("loop", 0, null, null), (letter.ReasonCode, letter.Redrives, letter.LastRedriven, letter.LastRedrive));
        Assert.Equal([1], letter.Value!);
        Assert.Empty(await db.Redrives.ToListAsync());
    }

    private DbContextOptions<LandscapeDb> Options()
    {
        var options = new DbContextOptionsBuilder<LandscapeDb>();
        PersistenceModule.Configure(options, $"Data Source={_file};Pooling=False");
        return options.Options;
    }
}
