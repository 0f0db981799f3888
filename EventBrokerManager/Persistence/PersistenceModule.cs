using EventBrokerManager.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace EventBrokerManager.Persistence;

public static class PersistenceModule
{
    /// <summary>Registers the context factory and what brings the database up to date at start; before any module with workers.</summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseReady>();
        services.AddSingleton<DatabaseErrors>();
        services.AddHostedService<Migrator>();
        return services.AddDbContextFactory<LandscapeDb>((provider, options) =>
        {
            Configure(options, provider.GetRequiredService<DataFolder>().ConnectionString);
            options.AddInterceptors(provider.GetRequiredService<DatabaseErrors>());
        });
    }

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
