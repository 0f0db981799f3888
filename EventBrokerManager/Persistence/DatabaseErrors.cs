using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EventBrokerManager.Persistence;

/// <summary>
/// Counts what goes wrong with the database: commands and connections that failed. A name that is taken is no fault of the database:
/// what a constraint refuses is left out.
/// </summary>
public sealed class DatabaseErrors : DbCommandInterceptor, IDbConnectionInterceptor
{
    private const int Constraint = 19;

    private long _count;

    /// <summary>Since the process started.</summary>
    public long Count => Interlocked.Read(ref _count);

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Add(eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Add(eventData.Exception);
        return Task.CompletedTask;
    }

    public void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) => Add(eventData.Exception);

    public Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Add(eventData.Exception);
        return Task.CompletedTask;
    }

    private void Add(Exception exception)
    {
        if (exception is not SqliteException { SqliteErrorCode: Constraint })
            Interlocked.Increment(ref _count);
    }
}
