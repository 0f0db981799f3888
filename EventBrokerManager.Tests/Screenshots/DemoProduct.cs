using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using EventBrokerManager.Tests.Support.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventBrokerManager.Tests.Screenshots;

/// <summary>The whole product in Development, with the demo landscape, a clock of its own and a temporary data folder.</summary>
internal sealed class DemoProduct : IAsyncDisposable
{
    private const string Token = "token-of-the-screenshots";
    private readonly WebApplication _app;
    private readonly string _folder;

    private DemoProduct(WebApplication app, string folder, string address)
    {
        (_app, _folder, Address) = (app, folder, address);
        Api = new HttpClient { BaseAddress = new Uri(address) };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public string Address { get; }

    /// <summary>A client with an Admin's API token.</summary>
    public HttpClient Api { get; }

    public static async Task<DemoProduct> StartAsync(TimeProvider clock)
    {
        var folder = Directory.CreateTempSubdirectory("screenshots-").FullName;
        // The port that people know from the documentation, where it is free.
        var address = $"http://localhost:{Enumerable.Range(5080, 100).First(FreePort.IsFree)}";
        string[] settings =
        [
            "environment=Development", $"urls={address}", $"ConnectionStrings:Landscape=Data Source={Path.Combine(folder, "landscape.db")};Pooling=False",
            "Kafka:Embedded=true", "Demo:Enabled=true", "Sqs:PrincipalArn=arn:aws:iam::123456789012:role/event-broker",
            "Api:Tokens:0:Name=screenshots", "Api:Tokens:0:Role=Admin", $"Api:Tokens:0:Token={Token}",
        ];
        var app = EventBrokerManagerApp.Build([.. settings.Select(s => $"--{s}")], services =>
            services.AddSingleton(clock).AddLogging(logging => logging.ClearProviders()));
        await app.StartAsync();
        var product = new DemoProduct(app, folder, address);
        await Eventually.AnswersAsync(product.Api, "/health/ready", TimeSpan.FromSeconds(30));
        return product;
    }

    /// <summary>Creates a bridge of the space.</summary>
    /// <param name="connections">The event, <c>kafkaToTarget</c> or <c>targetToKafka</c>, and the local queue's name.</param>
    /// <returns>Its id.</returns>
    public async Task<string> BridgeAsync(string name, string space, params (string Event, string Direction, string Queue)[] connections)
    {
        using var answer = await Api.PostAsJsonAsync("/api/v1/bridges", new
        {
            name,
            service = "sqs",
            space,
            region = "eu-central-1",
            connections = connections.Select(c => new { @event = c.Event, direction = c.Direction, target = UrlOf(c.Queue) }),
        });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, body.ToString());
        return body.GetProperty("id").GetString()!;
    }

    /// <param name="act"><c>start</c> or <c>stop</c>.</param>
    public async Task TellAsync(string bridge, string act)
    {
        using var answer = await Api.PostAsync($"/api/v1/bridges/{bridge}/{act}", null);
        answer.EnsureSuccessStatusCode();
    }

    public string UrlOf(string queue) => $"{Address}/000000000000/{queue}";

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
