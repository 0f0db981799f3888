using EventBrokerManager.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Persistence;

/// <summary>
/// Brings the database up to date before anything else starts: it is the first hosted service, so those after it find the tables.
/// </summary>
internal sealed class Migrator(IDbContextFactory<LandscapeDb> contexts, DataFolder data, DatabaseReady ready) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        data.Prepare();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await db.Database.MigrateAsync(cancellationToken);
        }
        catch (SqliteException e)
        {
            var file = new SqliteConnectionStringBuilder(data.ConnectionString).DataSource;
            throw new StartupException(
                $"The database file {file} cannot be opened or written ({Reason(e)}). Check that it is a database of this product, that this user "
                + "may write it and its folder, and that the disk has room; or name another file with ConnectionStrings:Landscape.", e);
        }
        ready.Open();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>SQLite's own words, without the frame that the driver puts around them.</summary>
    private static string Reason(SqliteException e)
    {
        var from = e.Message.IndexOf('\'');
        return from < 0 ? e.Message : e.Message[(from + 1)..].TrimEnd('.', '\'');
    }
}
