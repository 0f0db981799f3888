namespace EventBrokerManager.Tests.Support.Services;

/// <summary>Where things lie on the machine that runs the tests.</summary>
public static class TestPlace
{
    /// <summary>The clone's top.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>True where a missing service is a failure, not a reason to skip.</summary>
    public static bool IsCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The folder with services to start: <c>EBM_TEST_SERVICES</c>, else <c>shared</c> beside the clone; null where there is none.
    /// </summary>
    private static string? Services
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("EBM_TEST_SERVICES") is { Length: > 0 } named ? named : Path.Combine(Repository, "..", "shared");
            return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
        }
    }

    /// <summary>A service's program, or null where it is not there.</summary>
    public static string? Service(params string[] path) =>
        Services is { } folder && Path.Combine([folder, .. path]) is var file && File.Exists(file) ? file : null;

    /// <summary>Ends the test: skipped with the reason, but in CI failed with it.</summary>
    public static void Missing(string reason)
    {
        if (IsCi)
            throw new InvalidOperationException($"{reason} With CI=true that is a failure.");
        Skip.If(true, reason);
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EventBrokerManager.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests run outside of the clone.");
    }
}
