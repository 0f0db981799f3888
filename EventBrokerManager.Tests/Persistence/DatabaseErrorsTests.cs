using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Tests.Persistence;

public sealed class DatabaseErrorsTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly DatabaseErrors _errors = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task BrokenCommand_Counted()
    {
        await using var db = Open(_database.ConnectionString);
        await Assert.ThrowsAnyAsync<Exception>(() => db.Database.ExecuteSqlRawAsync("SELECT * FROM Nowhere"));
        Assert.Equal(1, _errors.Count);
    }

    [Fact]
    public async Task FileThatCannotBeOpened_Counted()
    {
        await using var db = Open("Data Source=/nowhere/at/all.db;Pooling=False");
        await Assert.ThrowsAnyAsync<Exception>(() => db.Database.OpenConnectionAsync());
        Assert.Equal(1, _errors.Count);
    }

    [Fact]
    public async Task NameThatIsTaken_NoFaultOfTheDatabase()
    {
        await using var db = Open(_database.ConnectionString);
        db.Spaces.AddRange(new Space { Name = "a", NameKey = "A" }, new Space { Name = "A", NameKey = "A" });
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Equal(0, _errors.Count);
    }

    private LandscapeDb Open(string connection)
    {
        var options = new DbContextOptionsBuilder<LandscapeDb>();
        PersistenceModule.Configure(options, connection);
        options.AddInterceptors(_errors);
        return new LandscapeDb(options.Options);
    }
}
