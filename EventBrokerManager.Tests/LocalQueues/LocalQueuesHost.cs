using Amazon.Runtime;
using Amazon.SQS;
using EventBrokerManager.Hosting;
using EventBrokerManager.LocalQueues;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventBrokerManager.Tests.LocalQueues;

/// <summary>The module alone in a server of its own, with the official SDK as its client.</summary>
public sealed class LocalQueuesHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalQueuesHost(WebApplication app) => _app = app;

    public ILocalQueues Queues => _app.Services.GetRequiredService<ILocalQueues>();

    public string Origin => _app.Urls.Single();

    public AmazonSQSClient Client { get; private init; } = null!;

    public static async Task<LocalQueuesHost> StartAsync(string? folder = null, bool demo = false)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0"), new("Demo:Enabled", demo.ToString())]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new DataFolder(folder ?? Directory.CreateTempSubdirectory("local-queues").FullName, ""));
        builder.Services.AddLocalQueues(builder.Environment);
        var app = builder.Build();
        app.MapLocalQueues();
        await app.StartAsync();
        return new LocalQueuesHost(app) { Client = ClientOf(app.Urls.Single()) };
    }

    /// <summary>An SDK client without retries, so that a refusal is seen as it is.</summary>
    public static AmazonSQSClient ClientOf(string origin) =>
        new(new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = origin, AuthenticationRegion = "eu-central-1", MaxErrorRetry = 0 });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
