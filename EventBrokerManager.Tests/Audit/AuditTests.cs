using EventBrokerManager.Audit;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Audit;

public sealed class AuditTests : IDisposable
{
    private static readonly Actor Ada = new("Ada", Role.Admin);

    private readonly TestDatabase _database = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly AuditLog _log;
    private readonly AuditReader _reader;

    public AuditTests()
    {
        _log = new AuditLog(_time);
        _reader = new AuditReader(_database);
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Add_BeforeAndAfter_KeptAsJson()
    {
        await Write("space.rename", "Test", new { Name = "Test", Role = Role.TechnicalContact }, new { Name = "Prüfung <1>" });

        var entry = Assert.Single(await Read());
        Assert.Equal("""{"name":"Test","role":"technicalContact"}""", entry.Before);
        Assert.Equal("""{"name":"Prüfung <1>"}""", entry.After);
        Assert.Equal(("Ada", "space.rename", "Test", _time.GetUtcNow()), (entry.Who, entry.Action, entry.Subject, entry.At));
    }

    [Fact]
    public async Task Add_ContextNotSaved_NothingKept()
    {
        await using (var db = _database.CreateDbContext())
            _log.Add(db, Ada, "space.create", "Test");

        Assert.Empty(await Read());
    }

    [Fact]
    public async Task Read_Pages_NewestFirstAndNoneTwice()
    {
        foreach (var subject in new[] { "a", "b", "c" })
            await Write("space.create", subject);

        var first = await Read(limit: 2);
        var second = await Read(limit: 2, before: first[^1].Id);

        Assert.Equal(["c", "b"], first.Select(e => e.Subject));
        Assert.Equal(["a"], second.Select(e => e.Subject));
    }

    [Theory]
    [InlineData("ORDER", 1)]
    [InlineData("bridge.", 2)]
    [InlineData("%", 1)]
    [InlineData("nothing", 0)]
    public async Task Read_Search_FindsPartsLiterally(string search, int expected)
    {
        await Write("bridge.start", "Orders out");
        await Write("bridge.stop", "100% done");

        Assert.Equal(expected, (await Read(search: search)).Count);
    }

    [Fact]
    public async Task Read_Blocked_Forbidden()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => _reader.ReadAsync(new Actor("Bob", Role.Blocked), null, 10, null, CancellationToken.None));

        Assert.Equal(RefusalKind.Forbidden, refused.Kind);
    }

    private async Task Write(string action, string subject, object? before = null, object? after = null)
    {
        await using var db = _database.CreateDbContext();
        _log.Add(db, Ada, action, subject, null, before, after);
        await db.SaveChangesAsync();
    }

    private Task<IReadOnlyList<AuditDetails>> Read(string? search = null, int limit = 100, long? before = null) =>
        _reader.ReadAsync(Ada, search, limit, before, CancellationToken.None);
}
