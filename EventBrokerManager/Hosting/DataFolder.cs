using Microsoft.Data.Sqlite;

namespace EventBrokerManager.Hosting;

/// <summary>
/// Where the product keeps its files: the database and, beside it, all that must survive a restart. It is <c>data</c> in the
/// working directory (run from a clone: at the clone's top) unless <c>ConnectionStrings:Landscape</c> names another place.
/// </summary>
/// <param name="Path">Absolute; created at start.</param>
/// <param name="ConnectionString">Of the database, with an absolute file name.</param>
public sealed record DataFolder(string Path, string ConnectionString)
{
    /// <summary>The folder of the keys that protect cookies and kept secrets.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <exception cref="StartupException">The connection string cannot be read.</exception>
    public static DataFolder From(IConfiguration configuration)
    {
        var top = Top();
        var given = Parse(configuration.GetConnectionString("Landscape"));
        if (given.DataSource.Length == 0)
            given.DataSource = System.IO.Path.Combine("data", "landscape.db");
        if (given.DataSource == ":memory:" || given.Mode == SqliteOpenMode.Memory || given.DataSource.StartsWith("file:", StringComparison.Ordinal))
            return new DataFolder(System.IO.Path.Combine(top, "data"), given.ConnectionString);
        given.DataSource = System.IO.Path.GetFullPath(given.DataSource, top);
        return new DataFolder(System.IO.Path.GetDirectoryName(given.DataSource)!, given.ConnectionString);
    }

    /// <summary>The folder that relative names start from: <c>dotnet run</c> works in the project's folder, people think of the clone's.</summary>
    internal static string Top()
    {
        var current = Directory.GetCurrentDirectory();
        return File.Exists(System.IO.Path.Combine(current, "EventBrokerManager.csproj")) ? System.IO.Path.GetFullPath("..", current) : current;
    }

    /// <summary>Creates the folder and proves that it can be written.</summary>
    /// <exception cref="StartupException">It cannot.</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Path);
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Keys);
            else
                Directory.CreateDirectory(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = System.IO.Path.Combine(Path, $".write-{Guid.NewGuid():N}");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The data folder {Path} cannot be written ({e.Message.TrimEnd('.')}). Give this user the right to write there, or name another "
                + "place with ConnectionStrings:Landscape, such as \"Data Source=/var/lib/event-broker-manager/landscape.db\".", e);
        }
    }

    private static SqliteConnectionStringBuilder Parse(string? text)
    {
        try
        {
            return new SqliteConnectionStringBuilder(text ?? "");
        }
        catch (ArgumentException e)
        {
            // The text is not repeated: it may hold a password.
            throw new StartupException(
                "ConnectionStrings:Landscape is not a connection string for SQLite. Give it as \"Data Source=<file>\", "
                + "or leave it out for data/landscape.db.", e);
        }
    }
}
