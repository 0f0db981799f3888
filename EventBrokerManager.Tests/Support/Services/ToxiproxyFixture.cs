using System.Net.Http.Json;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>A proxy that spoils connections: put it between the product and a service.</summary>
public sealed class ToxiproxyFixture : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _api;

    private ToxiproxyFixture(ChildProcess process, HttpClient api) => (_process, _api) = (process, api);

    public static async Task<ToxiproxyFixture> StartAsync()
    {
        if (TestPlace.Service("toxiproxy", "toxiproxy-server") is not { } program)
        {
            TestPlace.Missing("There is no toxiproxy/toxiproxy-server in the services folder (EBM_TEST_SERVICES).");
            throw new InvalidOperationException();
        }
        var port = FreePort.Next();
        var process = ChildProcess.Start(program, ["-host", "127.0.0.1", "-port", $"{port}"]);
        await process.WaitForLineAsync(line => line.Contains("Starting", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        var api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.AnswersAsync(api, "/version", TimeSpan.FromSeconds(30));
        return new ToxiproxyFixture(process, api);
    }

    /// <summary>Listens on a new port and passes on to <paramref name="upstream"/>, such as <c>127.0.0.1:9092</c>.</summary>
    public async Task<ToxicProxy> ProxyAsync(string upstream)
    {
        var (name, listen) = ($"p{Guid.NewGuid():N}", $"127.0.0.1:{FreePort.Next()}");
        (await _api.PostAsJsonAsync("/proxies", new { name, listen, upstream, enabled = true })).EnsureSuccessStatusCode();
        return new ToxicProxy(_api, name, listen);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _process.DisposeAsync();
    }
}

/// <summary>One way through the proxy.</summary>
public sealed class ToxicProxy(HttpClient api, string name, string address)
{
    /// <summary>Host and port to connect to.</summary>
    public string Address { get; } = address;

    /// <summary>Closes all connections and takes no new ones.</summary>
    public Task CutAsync() => EnableAsync(false);

    public Task RestoreAsync() => EnableAsync(true);

    /// <param name="type">As <c>latency</c>, <c>timeout</c>, <c>reset_peer</c>, <c>bandwidth</c>, <c>limit_data</c>.</param>
    /// <param name="attributes">As <c>new { latency = 500 }</c>.</param>
    /// <param name="stream"><c>downstream</c>: what the service answers; <c>upstream</c>: what it is sent.</param>
    public async Task AddAsync(string type, object attributes, string stream = "downstream") =>
        (await api.PostAsJsonAsync($"/proxies/{name}/toxics", new { name = $"{type}_{stream}", type, stream, attributes })).EnsureSuccessStatusCode();

    public async Task RemoveAsync(string type, string stream = "downstream") =>
        (await api.DeleteAsync($"/proxies/{name}/toxics/{type}_{stream}")).EnsureSuccessStatusCode();

    private async Task EnableAsync(bool enabled) =>
        (await api.PostAsJsonAsync($"/proxies/{name}", new { enabled })).EnsureSuccessStatusCode();
}
