namespace EventBrokerManager.Tests.Support.Services;

/// <summary>
/// fauxqs, an SQS that we did not write, from npm: <c>Support/emulators</c> has its lock file, <c>test.sh</c> installs it.
/// <c>EBM_TEST_FAUXQS</c> may name a running one.
/// </summary>
public static class FauxqsFixture
{
    private static readonly SharedService<SqsServer> Shared = new(StartOwnAsync);

    /// <summary>The one that all tests share.</summary>
    public static Task<SqsServer> GetAsync() => Shared.GetAsync();

    /// <summary>One for a test alone, which may pause or kill it.</summary>
    public static async Task<SqsServer> StartOwnAsync()
    {
        if (Environment.GetEnvironmentVariable("EBM_TEST_FAUXQS") is { Length: > 0 } given)
            return new SqsServer(given.TrimEnd('/'), process: null);
        var folder = Path.Combine(TestPlace.Repository, "EventBrokerManager.Tests", "Support", "emulators");
        var modules = Path.Combine(folder, "node_modules");
        var (node, program) = (Path.Combine(modules, "node", "bin", "node"), Path.Combine(modules, "fauxqs", "dist", "cli.js"));
        if (!File.Exists(node) || !File.Exists(program))
            TestPlace.Missing("fauxqs is not installed: run npm ci in EventBrokerManager.Tests/Support/emulators, as test.sh does.");
        var port = FreePort.Next();
        var process = ChildProcess.Start(node, ["--require", Path.Combine(folder, "loopback.cjs"), program], new Dictionary<string, string?> { ["FAUXQS_PORT"] = $"{port}", ["FAUXQS_LOGGER"] = "false" });
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.AnswersAsync(client, "/health", TimeSpan.FromSeconds(60), () => process.HasExited);
        return new SqsServer($"http://127.0.0.1:{port}", process);
    }
}
