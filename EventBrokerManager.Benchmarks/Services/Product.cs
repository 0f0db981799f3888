using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace EventBrokerManager.Benchmarks.Services;

/// <summary>The product, whole, as a process of its own, and its API.</summary>
internal sealed class Product : IAsyncDisposable
{
    private const string Token = "benchmark-token-0123456789";

    private readonly Child _child;
    private readonly string _folder;
    private readonly HttpClient _http;

    private Product(Child child, string folder, HttpClient http, TimeSpan untilReady) =>
        (_child, _folder, _http, UntilReady) = (child, folder, http, untilReady);

    public int Id => _child.Id;

    /// <summary>From the start of the process until it said that it is ready.</summary>
    public TimeSpan UntilReady { get; }

    /// <param name="origins">Queues' origins that bridges may name.</param>
    public static async Task<Product> StartAsync(string dll, string kafka, IReadOnlyList<string> origins)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-product-").FullName;
        var address = $"http://127.0.0.1:{Child.FreePort()}";
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["AWS_ACCESS_KEY_ID"] = "x",
            ["AWS_SECRET_ACCESS_KEY"] = "y",
            ["Kafka__BootstrapServers"] = kafka,
            ["Api__Tokens__0__Name"] = "benchmark",
            ["Api__Tokens__0__Role"] = "Admin",
            ["Api__Tokens__0__Token"] = Token,
        };
        for (var i = 0; i < origins.Count; i++)
            settings[$"Sqs__AllowedEndpoints__{i}"] = origins[i];
        var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(1) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        var started = Stopwatch.GetTimestamp();
        var child = Child.Start("dotnet", [dll, "--urls", address], settings, folder);
        while (!await IsReadyAsync(http))
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
                await child.WaitForLineAsync("(it was not ready within a minute)", TimeSpan.Zero);
            await Task.Delay(20);
        }

        return new Product(child, folder, http, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Makes a space, an event in a service of its own, and its channel. Answers the topic.</summary>
    public async Task<string> CreateChannelAsync(string space, string eventType)
    {
        await PostAsync("spaces", new { name = space }, mayExist: true);
        await PostAsync(
            "services", new { name = "Benchmark", version = "1", events = new[] { new { name = eventType, attributes = Array.Empty<string>() } } },
            mayExist: true);
        return (string)(await PostAsync("channels", new { @event = eventType, space }))!["topic"]!;
    }

    public Task CreateBridgeAsync(string name, string space, string eventType, string direction, string queueUrl) => PostAsync("bridges", new
    {
        name,
        service = "sqs",
        space,
        region = "eu-central-1",
        from = "earliest",
        connections = new[] { new { @event = eventType, direction, target = queueUrl } },
    });

    public Task StartBridgeAsync(string name) => PostAsync($"bridges/{name}/start", null);

    public async Task<string> StateAsync(string name) => (string)(await GetAsync($"bridges/{name}"))["state"]!;

    public async Task WaitForAsync(string name, string state)
    {
        while (await StateAsync(name) != state)
            await Task.Delay(10);
    }

    public async Task StopBridgeAsync(string name)
    {
        await PostAsync($"bridges/{name}/stop", null);
        await WaitForAsync(name, "Stopped");
    }

    public async Task DeleteBridgeAsync(string name)
    {
        await StopBridgeAsync(name);
        using var answer = await _http.DeleteAsync($"/api/v1/bridges/{name}");
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _child.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonNode> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonNode>($"/api/v1/{path}"))!;

    private async Task<JsonNode?> PostAsync(string path, object? body, bool mayExist = false)
    {
        using var answer = await _http.PostAsJsonAsync($"/api/v1/{path}", body);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode == System.Net.HttpStatusCode.Conflict && mayExist)
            return null;
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"POST {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
