using System.Collections.Concurrent;
using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults.Flows;

/// <summary>
/// The product with a proxy on each of its ways: to a Kafka of its own, to an SQS that takes events and counts them, and to one that
/// hands them out.
/// </summary>
public sealed class FaultWorld : IAsyncDisposable
{
    private readonly ToxiproxyFixture _toxiproxy;
    private readonly SqsServer _null;
    private readonly ConcurrentDictionary<string, Action<string>> _taken = new();

    private FaultWorld(
        ToxiproxyFixture toxiproxy, KafkaFixture kafka, ToxicProxy kafkaWay, SqsServer fauxqs, SqsServer sqsNull, FaultyQueues queues,
        IReadOnlyList<QueueWays> ways, AppProcess app)
    {
        (_toxiproxy, Kafka, KafkaWay, Fauxqs, _null, Queues, Ways, App) = (toxiproxy, kafka, kafkaWay, fauxqs, sqsNull, queues, ways, app);
        Portal = new Portal(app.Api);
        Queues.Taken = (queue, id) => _taken.GetValueOrDefault(queue)?.Invoke(id);
    }

    public KafkaFixture Kafka { get; }

    /// <summary>Between the product and Kafka; the tests' own clients do not come this way.</summary>
    public ToxicProxy KafkaWay { get; }

    /// <summary>What the product receives from.</summary>
    public SqsServer Fauxqs { get; }

    /// <summary>What the product sends to: takes all, and keeps nothing.</summary>
    public FaultyQueues Queues { get; }

    /// <summary>Pairs of ways between the product and the queues; no two spoil each other.</summary>
    public IReadOnlyList<QueueWays> Ways { get; }

    public AppProcess App { get; }

    public Portal Portal { get; }

    public static async Task<FaultWorld> StartAsync(int ways)
    {
        var toxiproxy = await ToxiproxyFixture.StartAsync();
        var (kafka, kafkaWay) = await KafkaFixture.StartBehindAsync(toxiproxy);
        var fauxqs = await FauxqsFixture.StartOwnAsync();
        var sqsNull = await SqsNullFixture.StartOwnAsync("-track");
        var queues = await FaultyQueues.StartAsync(sqsNull.Endpoint);
        var pairs = new List<QueueWays>();
        for (var i = 0; i < ways; i++)
            pairs.Add(new QueueWays(await toxiproxy.ProxyAsync(new Uri(queues.Endpoint).Authority), await toxiproxy.ProxyAsync(new Uri(fauxqs.Endpoint).Authority)));
        var endpoints = pairs.SelectMany(pair => new[] { pair.Out, pair.In }).Select(way => $"http://{way.Address}");
        var settings = RunningProduct.Settings(kafkaWay.Address, [.. endpoints, queues.Endpoint, fauxqs.Endpoint]);
        return new FaultWorld(toxiproxy, kafka, kafkaWay, fauxqs, sqsNull, queues, pairs, await AppProcess.StartAsync(settings, "Production"));
    }

    /// <summary>Enters what the queue of that name takes.</summary>
    internal void Enter(string queue, Ledger ledger) => _taken[queue] = ledger.Add;

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Queues.DisposeAsync();
        await _null.DisposeAsync();
        await Fauxqs.DisposeAsync();
        await Kafka.DisposeAsync();
        await _toxiproxy.DisposeAsync();
    }
}

/// <summary>A way to the queues that take events, and one to those that hand them out.</summary>
public sealed record QueueWays(ToxicProxy Out, ToxicProxy In);

/// <summary>Starts the world when a test asks, and not where it could only be skipped.</summary>
public sealed class SharedWorld : IAsyncLifetime
{
    private const int Ways = 8;
    private Task<FaultWorld>? _started;

    public Task<FaultWorld> GetAsync() => _started ??= FaultWorld.StartAsync(Ways);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_started is { IsCompletedSuccessfully: true })
            await (await _started).DisposeAsync();
    }
}

/// <summary>These run one after the other, beside the tests of the product, and share one world.</summary>
[CollectionDefinition(Name)]
public sealed class WorldTests : ICollectionFixture<SharedWorld>
{
    public const string Name = "Faults";
}
