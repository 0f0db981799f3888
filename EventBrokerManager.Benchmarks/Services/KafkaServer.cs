using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EventBrokerManager.Benchmarks.Services;

/// <summary>The Kafka of a run: one that was named, or one that is started for it on loopback.</summary>
internal sealed class KafkaServer : IAsyncDisposable
{
    /// <summary>As the product makes them.</summary>
    public const int Partitions = 4;

    private readonly Child? _child;
    private readonly string? _folder;

    private KafkaServer(string address, Child? child, string? folder) => (Address, _child, _folder) = (address, child, folder);

    public string Address { get; }

    public static async Task<KafkaServer> StartAsync(RunOptions options)
    {
        if (options.Kafka is { } address)
            return new KafkaServer(address, null, null);
        var port = Child.FreePort() % 15_000 + 20_000;
        var folder = Directory.CreateTempSubdirectory("benchmark-kafka-").FullName;
        var child = Child.Start(
            Path.Combine(options.Services, "kafka", "broker"), ["--port", $"{port}", "--data", folder],
            new Dictionary<string, string> { ["KAFKA_HEAP"] = "1g" });
        await child.WaitForLineAsync("Kafka Server started", TimeSpan.FromMinutes(1));
        return new KafkaServer($"127.0.0.1:{port}", child, folder);
    }

    /// <summary>Makes a topic that keeps little, because a run writes millions of events.</summary>
    public async Task CreateTopicAsync(string topic)
    {
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = Partitions }]);
    }

    /// <summary>Lets Kafka delete what is beyond some hundred MiB.</summary>
    public async Task KeepLittleAsync(string topic)
    {
        using var admin = Admin();
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] =
            [
                new ConfigEntry { Name = "retention.bytes", Value = "134217728" },
                new ConfigEntry { Name = "segment.bytes", Value = "33554432" },
            ],
        });
    }

    /// <summary>Writes events with eight attributes, over 64 keys.</summary>
    public void Fill(string topic, string type, int count, int size)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = Address, LingerMs = 20, QueueBufferingMaxMessages = 200_000 }).Build();
        var body = Encoding.UTF8.GetBytes($"{{\"pad\":\"{new string('x', size - 10)}\"}}");
        for (var i = 0; i < count; i++)
        {
            var message = new Message<byte[], byte[]> { Key = Utf8($"k{i % 64}"), Value = body, Headers = Attributes(type, i) };
            while (true)
            {
                try
                {
                    producer.Produce(topic, message);
                    break;
                }
                catch (ProduceException<byte[], byte[]> exception) when (exception.Error.Code == ErrorCode.Local_QueueFull)
                {
                    producer.Poll(TimeSpan.FromMilliseconds(10));
                }
            }
        }

        producer.Flush(TimeSpan.FromMinutes(1));
    }

    public static Headers Attributes(string type, long number) => new()
    {
        { "ce_specversion", Utf8("1.0") },
        { "ce_id", Utf8($"e-{number}") },
        { "ce_source", Utf8("/benchmark") },
        { "ce_type", Utf8(type) },
        { "ce_time", Utf8("2026-01-01T00:00:00Z") },
        { "ce_subject", Utf8($"order-{number % 1000}") },
        { "ce_seq", Utf8($"{number}") },
        { "content-type", Utf8("application/json") },
    };

    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
            await _child.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Address }).Build();

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
