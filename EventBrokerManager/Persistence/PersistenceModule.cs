using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace EventBrokerManager.Persistence;

public static class PersistenceModule
{
    /// <summary>Registers the context factory. The connection string is <c>ConnectionStrings:Landscape</c>.</summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services, string connectionString) =>
        services.AddDbContextFactory<LandscapeDb>(options => Configure(options, connectionString));

    internal static void Configure(DbContextOptionsBuilder options, string connectionString) =>
        options.UseSqlite(connectionString).AddInterceptors(new SqliteSettings());
}

/// <summary>For the migration tool only.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<LandscapeDb>
{
    public LandscapeDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<LandscapeDb>();
        PersistenceModule.Configure(options, "Data Source=design.db");
        return new LandscapeDb(options.Options);
    }
}
