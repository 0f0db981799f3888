using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Testcontainers.Kafka;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>
/// A real Apache Kafka. In this order: the servers in <c>EBM_TEST_KAFKA</c>; the broker of the services folder; a container.
/// Topics are the tests' own: use <see cref="CreateTopicAsync"/>.
/// </summary>
public sealed class KafkaFixture : IAsyncDisposable
{
    private static readonly SharedService<KafkaFixture> Shared = new(StartAnyAsync);
    private readonly KafkaContainer? _container;
    private readonly string? _folder;
    private readonly int _port;
    private ChildProcess? _process;

    private KafkaFixture(string servers, KafkaContainer? container = null) => (BootstrapServers, _container) = (servers, container);

    private KafkaFixture(int port, ChildProcess process, string folder)
        : this($"127.0.0.1:{port}") => (_port, _process, _folder) = (port, process, folder);

    public string BootstrapServers { get; }

    /// <summary>The broker's process, to pause it; the test is skipped where the broker is not ours.</summary>
    public ChildProcess Process
    {
        get
        {
            if (_process is null)
                TestPlace.Missing("This needs a broker of its own from the services folder.");
            return _process!;
        }
    }

    /// <summary>The broker that all tests share; skips (in CI: fails) where there is none.</summary>
    public static Task<KafkaFixture> GetAsync() => Shared.GetAsync();

    /// <summary>A broker for one test alone, which may pause or kill it.</summary>
    public static async Task<KafkaFixture> StartOwnAsync()
    {
        if (TestPlace.Service("kafka", "broker") is null)
            TestPlace.Missing("There is no kafka/broker in the services folder.");
        // It takes two more ports, 20,000 and (with a login) 10,000 above its own.
        var port = FreePort.Next(10_000, 2_700, 10_000, 20_000);
        var folder = Directory.CreateTempSubdirectory("kafka").FullName;
        return new KafkaFixture(port, await StartAsync(port, folder), folder);
    }

    /// <summary>A new topic with a name of its own.</summary>
    public async Task<string> CreateTopicAsync(int partitions = 4, string? name = null, Dictionary<string, string>? configuration = null)
    {
        name ??= $"test-{Guid.NewGuid():N}";
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1, Configs = configuration }]);
        return name;
    }

    /// <summary>Publishes in the given order, per key; returns when the broker has all.</summary>
    public async Task ProduceAsync(string topic, IEnumerable<Message<byte[]?, byte[]?>> messages)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig
        {
            BootstrapServers = BootstrapServers,
            EnableIdempotence = true,
            LingerMs = 5,
            Partitioner = Partitioner.Murmur2Random,
        }).Build();
        await Task.WhenAll(messages.Select(m => producer.ProduceAsync(topic, m)).ToList());
    }

    /// <summary>Reads the topic from its beginning until <paramref name="count"/> messages are there, in order per partition.</summary>
    /// <exception cref="TimeoutException">Fewer came; the message says how many.</exception>
    public Task<List<ConsumeResult<byte[]?, byte[]?>>> ConsumeAsync(string topic, int count, TimeSpan limit) => Task.Run(() =>
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = BootstrapServers,
            GroupId = $"test-{Guid.NewGuid():N}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning)));
        var messages = new List<ConsumeResult<byte[]?, byte[]?>>();
        var started = System.Diagnostics.Stopwatch.StartNew();
        while (messages.Count < count)
        {
            if (started.Elapsed > limit)
                throw new TimeoutException($"{messages.Count} of {count} messages came to {topic}.");
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } message)
                messages.Add(message);
        }
        return messages;
    });

    /// <summary>How many messages the topic keeps, copies included.</summary>
    public Task<int> CountAsync(string topic) => Task.Run(() =>
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = BootstrapServers, GroupId = "count" }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        return admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions
            .Select(p => consumer.QueryWatermarkOffsets(new TopicPartition(topic, p.PartitionId), TimeSpan.FromSeconds(10)))
            .Sum(offsets => (int)(offsets.High - offsets.Low));
    });

    /// <summary>What the group has committed of the topic, over all partitions.</summary>
    public async Task<int> CommittedAsync(string group, string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions.Select(p => new TopicPartition(topic, p.PartitionId));
        var committed = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, [.. partitions])]);
        return committed.Single().Partitions.Sum(p => (int)Math.Max(0, p.Offset.Value));
    }

    /// <summary>Kill -9.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>The orderly end, by SIGTERM.</summary>
    public Task StopAsync() => Process.StopAsync(TimeSpan.FromSeconds(30));

    /// <summary>Starts it again with its data and its port; after <see cref="KillAsync"/> that takes it ten seconds more.</summary>
    public async Task RestartAsync() => _process = await StartAsync(_port, _folder!);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        if (_container is not null)
            await _container.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private static async Task<ChildProcess> StartAsync(int port, string folder)
    {
        var process = ChildProcess.Start(
            TestPlace.Service("kafka", "broker")!, ["--port", $"{port}", "--data", folder], new Dictionary<string, string?> { ["KAFKA_JIT"] = "1" });
        await process.WaitForLineAsync(line => line.Contains("Kafka Server started", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        return process;
    }

    private static async Task<KafkaFixture> StartAnyAsync()
    {
        if (Environment.GetEnvironmentVariable("EBM_TEST_KAFKA") is { Length: > 0 } servers)
            return new KafkaFixture(servers);
        if (TestPlace.Service("kafka", "broker") is not null)
            return await StartOwnAsync();
        try
        {
            var container = new KafkaBuilder("apache/kafka:4.1.1").Build();
            await container.StartAsync();
            return new KafkaFixture(container.GetBootstrapAddress(), container);
        }
        catch (Exception problem) when (problem is not Xunit.SkipException)
        {
            TestPlace.Missing(
                "There is no real Kafka: name one in EBM_TEST_KAFKA, put kafka/broker into the services folder (EBM_TEST_SERVICES), "
                + $"or start Docker ({problem.GetType().Name}).");
            throw;
        }
    }
}
