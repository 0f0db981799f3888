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
    private readonly IReadOnlyDictionary<string, string?> _settings = new Dictionary<string, string?>();
    private ChildProcess? _process;

    private KafkaFixture(string servers, KafkaContainer? container = null) => (BootstrapServers, _container) = (servers, container);

    private KafkaFixture(int port, ChildProcess process, string folder, IReadOnlyDictionary<string, string?> settings)
        : this($"127.0.0.1:{port}") => (_port, _process, _folder, _settings) = (port, process, folder, settings);

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
    public static Task<KafkaFixture> StartOwnAsync() => StartOwnAsync((_, _) => new Dictionary<string, string?>());

    /// <summary>A broker of its own with a second way in, which leads through a proxy, and whose clients are told no other address.</summary>
    /// <returns>The broker, and the way; <see cref="BootstrapServers"/> leads straight to the broker.</returns>
    public static async Task<(KafkaFixture Kafka, ToxicProxy Way)> StartBehindAsync(ToxiproxyFixture toxiproxy)
    {
        var second = FreePort.Next();
        var way = await toxiproxy.ProxyAsync($"127.0.0.1:{second}");
        var kafka = await StartOwnAsync((port, folder) => new Dictionary<string, string?>
        {
            ["PATH"] = $"{WrapJava(folder, Overrides(port, second, way.Address))}:{Environment.GetEnvironmentVariable("PATH")}",
        });
        return (kafka, way);
    }

    /// <summary>A new topic with a name of its own.</summary>
    public async Task<string> CreateTopicAsync(int partitions = 4, string? name = null, Dictionary<string, string>? configuration = null)
    {
        name ??= $"test-{Guid.NewGuid():N}";
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1, Configs = configuration }]);
        return name;
    }

    /// <summary>Deletes the topic; returns when the broker knows nothing of it any more.</summary>
    public async Task DeleteTopicAsync(string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        await admin.DeleteTopicsAsync([topic]);
        await Eventually.IsAsync(
            () => Task.FromResult(admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Exists(t => t.Topic == topic)), there => !there,
            TimeSpan.FromSeconds(30), $"{topic} is gone");
    }

    /// <summary>Removes what a partition has below these offsets, as its retention would.</summary>
    public async Task DeleteRecordsAsync(string topic, IEnumerable<(int Partition, long Before)> offsets)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        await admin.DeleteRecordsAsync(offsets.Select(o => new TopicPartitionOffset(topic, o.Partition, o.Before)));
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
    public async Task<int> CountAsync(string topic) => (await OffsetsAsync(topic)).Values.Sum(offsets => (int)(offsets.High - offsets.Low));

    /// <summary>The offset of each partition's next message.</summary>
    public async Task<Dictionary<int, long>> EndsAsync(string topic) =>
        (await OffsetsAsync(topic)).ToDictionary(partition => partition.Key, partition => partition.Value.High.Value);

    /// <summary>What the group has committed of the topic, over all partitions.</summary>
    public async Task<int> CommittedAsync(string group, string topic) => (await CommittedOffsetsAsync(group, topic)).Values.Sum(offset => (int)offset);

    /// <summary>What the group has committed, by partition; 0 where it has nothing.</summary>
    public async Task<Dictionary<int, long>> CommittedOffsetsAsync(string group, string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions.Select(p => new TopicPartition(topic, p.PartitionId));
        var committed = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, [.. partitions])]);
        return committed.Single().Partitions.ToDictionary(p => p.Partition.Value, p => Math.Max(0, p.Offset.Value));
    }

    /// <summary>Kill -9.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>The orderly end, by SIGTERM.</summary>
    public Task StopAsync() => Process.StopAsync(TimeSpan.FromSeconds(30));

    /// <summary>Starts it again with its data and its port; after <see cref="KillAsync"/> that takes it ten seconds more.</summary>
    public async Task RestartAsync() => _process = await StartAsync(_port, _folder!, _settings);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        if (_container is not null)
            await _container.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private Task<Dictionary<int, WatermarkOffsets>> OffsetsAsync(string topic) => Task.Run(() =>
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = BootstrapServers, GroupId = "count" }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        return admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions.ToDictionary(
            p => p.PartitionId, p => consumer.QueryWatermarkOffsets(new TopicPartition(topic, p.PartitionId), TimeSpan.FromSeconds(10)));
    });

    private static async Task<KafkaFixture> StartOwnAsync(Func<int, string, IReadOnlyDictionary<string, string?>> settingsOf)
    {
        if (TestPlace.Service("kafka", "broker") is null)
            TestPlace.Missing("There is no kafka/broker in the services folder.");
        // It takes two more ports, 20,000 and (with a login) 10,000 above its own.
        var port = FreePort.Next(10_000, 2_700, 10_000, 20_000);
        var folder = Directory.CreateTempSubdirectory("kafka").FullName;
        var settings = settingsOf(port, folder);
        return new KafkaFixture(port, await StartAsync(port, folder, settings), folder, settings);
    }

    private static string Overrides(int port, int second, string advertised)
    {
        var controller = $"CONTROLLER://127.0.0.1:{port + 20_000}";
        return $"--override listeners=PLAIN://127.0.0.1:{port},PROXIED://127.0.0.1:{second},{controller}"
            + $" --override advertised.listeners=PLAIN://127.0.0.1:{port},PROXIED://{advertised},{controller}"
            + " --override listener.security.protocol.map=PLAIN:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT";
    }

    /// <summary>The broker's script writes its settings itself; a <c>java</c> before the real one gives it some more.</summary>
    /// <returns>The folder to put first into PATH.</returns>
    private static string WrapJava(string folder, string more)
    {
        var wrapper = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName, "java");
        File.WriteAllText(wrapper, $"""
            #!/bin/sh
            case " $* " in *" kafka.Kafka "*) set -- "$@" {more} ;; esac
            PATH=$(printf %s "$PATH" | cut -d: -f2-)
            exec java "$@"

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Path.GetDirectoryName(wrapper)!;
    }

    private static async Task<ChildProcess> StartAsync(int port, string folder, IReadOnlyDictionary<string, string?> settings)
    {
        var process = ChildProcess.Start(
            TestPlace.Service("kafka", "broker")!, ["--port", $"{port}", "--data", folder],
            new Dictionary<string, string?>(settings) { ["KAFKA_JIT"] = "1" });
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
