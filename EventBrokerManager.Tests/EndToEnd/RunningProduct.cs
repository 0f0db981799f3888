using System.Globalization;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.EndToEnd;

/// <summary>
/// The product beside a real Kafka and two SQS servers that others wrote. One serves all tests that leave it alive; started for the first
/// that asks. The tests of this collection run one after the other, because they share two processors with a broker.
/// </summary>
public sealed class RunningProduct : IAsyncDisposable
{
    private RunningProduct(KafkaFixture kafka, SqsServer fauxqs, SqsServer elasticMq, AppProcess app)
    {
        (Kafka, Fauxqs, ElasticMq, App) = (kafka, fauxqs, elasticMq, app);
        Portal = new Portal(app.Api);
    }

    public KafkaFixture Kafka { get; }

    public SqsServer Fauxqs { get; }

    public SqsServer ElasticMq { get; }

    public AppProcess App { get; }

    public Portal Portal { get; }

    /// <summary>In Development, for its sign-in without passwords; the Kafka that is named takes the embedded one's place there, too.</summary>
    /// <param name="endpoints">Further origins that queue URLs may have.</param>
    public static async Task<RunningProduct> StartAsync(params string[] endpoints)
    {
        var kafka = await KafkaFixture.GetAsync();
        var (fauxqs, elasticMq) = (await FauxqsFixture.GetAsync(), await ElasticMqFixture.GetAsync());
        var app = await AppProcess.StartAsync(Settings(kafka.BootstrapServers, [fauxqs.Endpoint, elasticMq.Endpoint, .. endpoints]));
        return new RunningProduct(kafka, fauxqs, elasticMq, app);
    }

    /// <summary>The product's configuration beside these.</summary>
    public static Dictionary<string, string?> Settings(string kafka, params IReadOnlyList<string> endpoints)
    {
        var settings = new Dictionary<string, string?> { ["Kafka:BootstrapServers"] = kafka };
        for (var i = 0; i < endpoints.Count; i++)
            settings[string.Create(CultureInfo.InvariantCulture, $"Sqs:AllowedEndpoints:{i}")] = endpoints[i];
        return settings;
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}

/// <summary>Starts the shared product when a test asks, and not where it could only be skipped.</summary>
public sealed class SharedProduct : IAsyncLifetime
{
    private Task<RunningProduct>? _started;

    /// <summary>The SQS that misbehaves as it is told; what it takes it gives to fauxqs.</summary>
    public FaultyQueues Faulty { get; private set; } = null!;

    public Task<RunningProduct> GetAsync() => _started ??= StartAsync();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_started is null || !_started.IsCompletedSuccessfully)
            return;
        await (await _started).DisposeAsync();
        await Faulty.DisposeAsync();
    }

    private async Task<RunningProduct> StartAsync()
    {
        Faulty = await FaultyQueues.StartAsync((await FauxqsFixture.GetAsync()).Endpoint);
        return await RunningProduct.StartAsync(Faulty.Endpoint);
    }
}

[CollectionDefinition(Name)]
public sealed class ProductTests : ICollectionFixture<SharedProduct>
{
    public const string Name = "Product";
}
