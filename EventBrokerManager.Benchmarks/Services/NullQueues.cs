using System.Text.Json;

namespace EventBrokerManager.Benchmarks.Services;

/// <summary>sqsnull: queues that take everything, hand out so many events each, and count.</summary>
internal sealed class NullQueues : IAsyncDisposable
{
    /// <summary>Of every event that it hands out.</summary>
    public const string EventType = "com.example.order.placed.v1";

    private readonly Child _child;
    private readonly HttpClient _http = new();

    private NullQueues(Child child, string origin) => (_child, Origin) = (child, origin);

    public string Origin { get; }

    /// <param name="total">Events that each queue hands out.</param>
    /// <param name="size">Bytes of the data of each.</param>
    public static async Task<NullQueues> StartAsync(RunOptions options, int total, int size, TimeSpan latency)
    {
        var address = $"127.0.0.1:{Child.FreePort()}";
        var child = Child.Start(
            Path.Combine(options.Services, "sqsnull", "sqsnull"),
            ["-addr", address, "-total", $"{total}", "-size", $"{size}", "-latency", $"{latency.TotalMilliseconds:0}ms"]);
        await child.WaitForLineAsync("ready", TimeSpan.FromSeconds(10));
        return new NullQueues(child, $"http://{address}");
    }

    public string UrlOf(string queue) => $"{Origin}/000000000000/{queue}";

    /// <summary>How many events it took and how many were taken off it, over all queues whose name begins so.</summary>
    public async Task<(long Sent, long Deleted)> CountsAsync(string prefix)
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync($"{Origin}/stats"));
        var (sent, deleted) = (0L, 0L);
        foreach (var queue in json.RootElement.EnumerateObject().Where(queue => queue.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            sent += queue.Value.GetProperty("sent").GetInt64();
            deleted += queue.Value.GetProperty("deleted").GetInt64();
        }

        return (sent, deleted);
    }

    public async Task ForgetAsync() => await _http.DeleteAsync($"{Origin}/stats");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _child.DisposeAsync();
    }
}
