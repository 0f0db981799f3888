using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Tests.Persistence;

public sealed class UniqueViolationTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Columns_UniqueIndexRefuses_NamesItsColumn()
    {
        await using var db = _database.CreateDbContext();
        db.AddRange(NewSpace(), NewSpace());

        var error = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Equal(["Spaces.NameKey"], UniqueViolation.Columns(error));
        Assert.True(UniqueViolation.Is(error, "Spaces.NameKey"));
        Assert.False(UniqueViolation.Is(error, "Services.NameKey"));
    }

    [Fact]
    public async Task Columns_PrimaryKeyRefuses_NamesAllItsColumns()
    {
        await using var db = _database.CreateDbContext();
        var space = NewSpace();
        var @event = new ServiceEvent { Name = "E" };
        db.AddRange(space, new Service { Name = "S", NameKey = "S", Version = "1", Events = { @event } });
        db.Add(new EventBrokerManager.Persistence.Entities.Channel { EventId = @event.Id, SpaceId = space.Id, Topic = "a" });
        await db.SaveChangesAsync();
        await using var other = _database.CreateDbContext();
        other.Add(new EventBrokerManager.Persistence.Entities.Channel { EventId = @event.Id, SpaceId = space.Id, Topic = "b" });

        var error = await Assert.ThrowsAsync<DbUpdateException>(() => other.SaveChangesAsync());

        Assert.Equal(["Channels.EventId", "Channels.SpaceId"], UniqueViolation.Columns(error));
    }

    [Fact]
    public async Task Columns_AnotherConstraintRefuses_Empty()
    {
        await using var db = _database.CreateDbContext();
        db.Add(new ServiceEvent { Name = "E", ServiceId = Guid.NewGuid() });

        var error = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Empty(UniqueViolation.Columns(error));
    }

    private static Space NewSpace() => new() { Name = "Test", NameKey = "TEST" };
}
