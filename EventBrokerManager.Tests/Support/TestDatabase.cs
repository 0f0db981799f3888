using EventBrokerManager.Persistence;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Tests.Support;

/// <summary>A migrated SQLite file of its own, as in production; deleted when disposed.</summary>
public sealed class TestDatabase : IDbContextFactory<LandscapeDb>, IDisposable
{
    // Migrating takes longer than most tests: it is done once, and each test gets a copy.
    private static readonly Lazy<byte[]> Template = new(Migrate);

    private readonly string _file = NewFile();
    private readonly DbContextOptions<LandscapeDb> _options;

    public TestDatabase()
    {
        File.WriteAllBytes(_file, Template.Value);
        _options = Options(_file);
    }

    public string ConnectionString => Connect(_file);

    public LandscapeDb CreateDbContext() => new(_options);

    public void Dispose() => Delete(_file);

    private static byte[] Migrate()
    {
        var file = NewFile();
        try
        {
            using (var db = new LandscapeDb(Options(file)))
                db.Database.Migrate();
            return File.ReadAllBytes(file);
        }
        finally
        {
            Delete(file);
        }
    }

    private static string NewFile() => Path.Combine(Path.GetTempPath(), $"landscape-{Guid.NewGuid():N}.db");

    // Without a pool the last context to close writes the log back, so that the file is whole and can be deleted.
    private static string Connect(string file) => $"Data Source={file};Pooling=False";

    private static DbContextOptions<LandscapeDb> Options(string file)
    {
        var options = new DbContextOptionsBuilder<LandscapeDb>();
        PersistenceModule.Configure(options, Connect(file));
        return options.Options;
    }

    private static void Delete(string file)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            File.Delete(file + suffix);
    }
}
