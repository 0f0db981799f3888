using System.Net.Http.Headers;
using Microsoft.Data.Sqlite;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>
/// The built product as a process of its own, on a free port, with a data folder of its own that outlives restarts.
/// </summary>
public sealed class AppProcess : IAsyncDisposable
{
    private const string Token = "test-token-of-an-admin-0123456789abcdef";
    private readonly Dictionary<string, string?> _settings;
    private readonly string _folder = Directory.CreateTempSubdirectory("event-broker-manager").FullName;
    private readonly int _port = FreePort.Next();
    private ChildProcess? _process;

    private AppProcess(Dictionary<string, string?> settings)
    {
        _settings = settings;
        Api = new HttpClient { BaseAddress = new Uri(Address) };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>Such as <c>http://127.0.0.1:13002</c>; the same after a restart.</summary>
    public string Address => $"http://127.0.0.1:{_port}";

    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>A client with an Admin's API token.</summary>
    public HttpClient Api { get; }

    public ChildProcess Process => _process ?? throw new InvalidOperationException("It is not started.");

    /// <summary>Starts the product, and waits until it is ready.</summary>
    /// <param name="settings">Configuration by its keys, such as <c>Kafka:BootstrapServers</c>.</param>
    /// <param name="environment"><c>Production</c>, or <c>Development</c> with its embedded broker and local queues.</param>
    public static async Task<AppProcess> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, string environment = "Development")
    {
        var app = Create(settings, environment);
        try
        {
            await app.RestartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>A second instance, not started yet: with the database and the settings of the first, and the rest of its data its own.</summary>
    public static AppProcess CreateBeside(AppProcess first)
    {
        var second = new AppProcess(new Dictionary<string, string?>(first._settings));
        Directory.CreateDirectory(second.DataFolder);
        File.CreateSymbolicLink(Path.Combine(second.DataFolder, "landscape.db"), Path.Combine(first.DataFolder, "landscape.db"));
        return second;
    }

    /// <summary>The product, not started yet; for starts that fail.</summary>
    public static AppProcess Create(IReadOnlyDictionary<string, string?>? settings = null, string environment = "Development")
    {
        var all = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = environment,
            ["DOTNET_ENVIRONMENT"] = null,
            ["ASPNETCORE_URLS"] = null,
            ["Demo__Enabled"] = "false",
            ["Api__Tokens__0__Name"] = "tests",
            ["Api__Tokens__0__Role"] = "Admin",
            ["Api__Tokens__0__Token"] = Token,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            all[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return new AppProcess(all);
    }

    /// <summary>Starts it without waiting for anything.</summary>
    public ChildProcess Launch()
    {
        var settings = new Dictionary<string, string?>(_settings);
        settings.TryAdd("ConnectionStrings__Landscape", $"Data Source={Path.Combine(DataFolder, "landscape.db")}");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var project = Path.Combine(TestPlace.Repository, "EventBrokerManager");
        var program = Path.Combine(project, "bin", configuration, "net10.0", "EventBrokerManager.dll");
        return _process = ChildProcess.Start("dotnet", [program, $"--urls={Address}"], settings, project);
    }

    /// <summary>Starts it (again) with the same data, address and settings, after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    public async Task RestartAsync()
    {
        var process = Launch();
        try
        {
            await Eventually.AnswersAsync(Api, "/health/ready", TimeSpan.FromSeconds(60), () => process.HasExited);
        }
        catch (Exception problem)
        {
            throw new InvalidOperationException($"The product did not get ready. {problem.Message}\n{process.Output}", problem);
        }
    }

    /// <summary>What the history of all bridges says, oldest first.</summary>
    public async Task<IReadOnlyList<string>> HistoryAsync()
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(DataFolder, "landscape.db")};Mode=ReadOnly;Pooling=False");
        await database.OpenAsync();
        var command = database.CreateCommand();
        command.CommandText = "SELECT Reason FROM BridgeHistory ORDER BY Id";
        await using var rows = await command.ExecuteReaderAsync();
        var history = new List<string>();
        while (await rows.ReadAsync())
            history.Add(rows.GetString(0));
        return history;
    }

    /// <summary>Kill -9.</summary>
    public async Task KillAsync()
    {
        await Process.DisposeAsync();
        _process = null;
    }

    /// <summary>The orderly end, by SIGTERM.</summary>
    public async Task<int> StopAsync() => await Process.StopAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
