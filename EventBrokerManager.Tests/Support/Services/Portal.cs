using System.Net.Http.Json;
using System.Text.Json;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>What a person does with a running product, through its HTTP API.</summary>
public sealed class Portal(HttpClient api)
{
    /// <summary>The space that everything is made in.</summary>
    public const string Space = "Acceptance";

    /// <summary>How many partitions the topic of a channel has.</summary>
    public const int Partitions = 4;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Lock _lock = new();
    private Task? _space;

    /// <summary>Makes a service with one event, and its channel.</summary>
    /// <returns>The channel's topic.</returns>
    public async Task<string> ChannelAsync(string name)
    {
        await SpaceAsync();
        await PostAsync("/api/v1/services", new { name, version = "1.0.0", events = new[] { new { name, attributes = new[] { new { name = "Number", type = "Integer" } } } } });
        var channel = await PostAsync("/api/v1/channels", new { @event = $"{name}/{name}", space = Space });
        return channel.GetProperty("topic").GetString()!;
    }

    /// <summary>Makes a bridge that reads from the earliest, and starts it unless told otherwise.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> BridgeAsync(string name, IEnumerable<Carries> connections, bool start = true)
    {
        var bridge = await PostAsync("/api/v1/bridges", new
        {
            name,
            service = "sqs",
            space = Space,
            region = "eu-central-1",
            from = "earliest",
            connections = connections.Select(c => new
            {
                @event = $"{c.Event}/{c.Event}",
                direction = c.ToQueue ? "kafkaToTarget" : "targetToKafka",
                target = c.Queue,
            }),
        });
        var id = bridge.GetProperty("id").GetString()!;
        if (start)
            await StartAsync(id);
        return id;
    }

    public Task StartAsync(string bridge) => PostAsync($"/api/v1/bridges/{bridge}/start", null);

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async Task StopAsync(string bridge)
    {
        await PostAsync($"/api/v1/bridges/{bridge}/stop", null);
        await UntilAsync(bridge, b => b.State == "Stopped", "it is stopped");
    }

    public async Task<BridgeView> GetAsync(string bridge) => (await api.GetFromJsonAsync<BridgeView>($"/api/v1/bridges/{bridge}", Json))!;

    public async Task<IReadOnlyList<DeadLetterView>> DeadLettersAsync(string bridge) =>
        (await api.GetFromJsonAsync<ListOf<DeadLetterView>>($"/api/v1/bridges/{bridge}/dead-letters?limit=1000", Json))!.Items;

    /// <summary>Asks for a redrive.</summary>
    /// <param name="body">Which dead letters, and how fast.</param>
    public Task RedriveAsync(string bridge, object body) => PostAsync($"/api/v1/bridges/{bridge}/dead-letters/redrive", body);

    /// <summary>What a redrive of everything would do.</summary>
    public Task<JsonElement> PreviewRedriveAsync(string bridge) => PostAsync($"/api/v1/bridges/{bridge}/dead-letters/redrive", new { dryRun = true });

    /// <summary>Waits until the redrive is so.</summary>
    public Task<RedriveView> UntilRedriveAsync(string bridge, Func<RedriveView, bool> satisfies, string what) => Eventually.IsAsync(
        async () => (await api.GetFromJsonAsync<RedriveView>($"/api/v1/bridges/{bridge}/dead-letters/redrive", Json))!,
        satisfies, TimeSpan.FromSeconds(90), what);

    /// <summary>Waits until the redrive is done.</summary>
    public Task<RedriveView> RedrivenAsync(string bridge) => UntilRedriveAsync(bridge, redrive => redrive.State == "Done", "the redrive is done");

    /// <summary>Awaits what a bridge should bring; where it does not come, the failure says what the bridge says of itself.</summary>
    public async Task<T> BringsAsync<T>(string bridge, Task<T> expected)
    {
        try
        {
            return await expected;
        }
        catch (TimeoutException problem)
        {
            var deadLetters = (await DeadLettersAsync(bridge)).GroupBy(d => d.ReasonCode).Select(g => $"{g.Count()} {g.Key}: {g.First()}");
            throw new TimeoutException($"{problem.Message}\n{await GetAsync(bridge)}\n{string.Join('\n', deadLetters)}", problem);
        }
    }

    /// <summary>Waits until the bridge is so; fails with all that it says of itself.</summary>
    public Task<BridgeView> UntilAsync(string bridge, Func<BridgeView, bool> satisfies, string what) =>
        Eventually.IsAsync(() => GetAsync(bridge), satisfies, TimeSpan.FromSeconds(90), what);

    /// <summary>Waits until each connection has delivered at least that many, in the order of their events' names.</summary>
    public Task<BridgeView> DeliveredAsync(string bridge, params long[] events) => UntilAsync(
        bridge, b => b.Connections.Zip(events, (c, n) => c.Delivered >= n).All(enough => enough), $"{string.Join(" and ", events)} are delivered");

    private Task SpaceAsync()
    {
        lock (_lock)
            return _space ??= EnsureSpaceAsync();
    }

    private async Task EnsureSpaceAsync()
    {
        var spaces = await api.GetFromJsonAsync<ListOf<JsonElement>>($"/api/v1/spaces?search={Space}", Json);
        if (spaces!.Items.Count == 0)
            await PostAsync("/api/v1/spaces", new { name = Space });
    }

    private async Task<JsonElement> PostAsync(string path, object? body)
    {
        using var answer = await api.PostAsJsonAsync(path, body ?? new { });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private sealed record ListOf<T>(IReadOnlyList<T> Items);
}

/// <summary>A connection of a bridge: an event that goes to, or comes from, a queue.</summary>
public sealed record Carries(string Event, bool ToQueue, string Queue)
{
    public static Carries Out(string name, string queue) => new(name, true, queue);

    public static Carries In(string name, string queue) => new(name, false, queue);
}

public sealed record BridgeView(string Id, string Name, string State, string Reason, IReadOnlyList<ConnectionView> Connections)
{
    public ConnectionView Of(string name) => Connections.Single(c => c.Event == $"{name}/{name}");

    public override string ToString() => $"{Name} {State}: {Reason}\n  {string.Join("\n  ", Connections)}";
}

public sealed record ConnectionView(string Event, string Direction, string Target, string State, string Reason, long Delivered, long DeadLetters, long? Lag);

public sealed record RedriveView(string State, string Reason, int Total, int Delivered, int RefusedAgain, int Left);

public sealed record DeadLetterView(long Id, string Connection, string ReasonCode, string Reason, string Origin, string? EventId, string? EventType, long Size);
