using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Persistence;

/// <summary>
/// Tells which uniqueness a failed save collided with. The unique index decides between two people at once;
/// a check before saving only finds nicer words.
/// </summary>
public static class UniqueViolation
{
    private const int Unique = 2067;
    private const int PrimaryKey = 1555;
    private const string Marker = "constraint failed: ";

    /// <summary>The columns of the index that refused the save, as <c>Table.Column</c>; empty where something else failed.</summary>
    public static IReadOnlyList<string> Columns(DbUpdateException exception)
    {
        if (exception.InnerException is not SqliteException { SqliteExtendedErrorCode: Unique or PrimaryKey } error)
            return [];

        // SQLite names the columns in its message only: UNIQUE constraint failed: Spaces.NameKey
        var start = error.Message.IndexOf(Marker, StringComparison.Ordinal);
        return start < 0
            ? []
            : error.Message[(start + Marker.Length)..].TrimEnd('.', '\'').Split(", ", StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>True where the save collided in an index that holds <paramref name="column"/>.</summary>
    /// <param name="column">Such as <c>Spaces.NameKey</c>.</param>
    public static bool Is(DbUpdateException exception, string column) => Columns(exception).Contains(column);
}
