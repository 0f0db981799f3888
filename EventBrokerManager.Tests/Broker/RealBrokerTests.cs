using EventBrokerManager.Broker;
using EventBrokerManager.Broker.Kafka;
using EventBrokerManager.Tests.Support.Services;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventBrokerManager.Tests.Broker;

public sealed class RealBrokerTests : BrokerConformance
{
    private static readonly SemaphoreSlim One = new(1);
    private static KafkaBroker? _shared;

    [SkippableFact]
    public async Task EnsureTopic_MadeByOthers_NeverAltered()
    {
        var kafka = await KafkaFixture.GetAsync();
        var (broker, _) = await OpenAsync();
        var topic = await kafka.CreateTopicAsync(partitions: 7);

        var ensured = await broker.EnsureTopicAsync(topic, default);

        Assert.True(ensured.Existed);
        Assert.Equal(7, ensured.Topic.Partitions);
        Assert.Equal(7, (await broker.DescribeTopicsAsync([topic], default))[topic].Partitions);
    }

    [SkippableFact]
    public async Task GetRetention_ConfiguredTopic_ItsTime()
    {
        var kafka = await KafkaFixture.GetAsync();
        var (broker, _) = await OpenAsync();
        var day = await kafka.CreateTopicAsync(configuration: new() { ["retention.ms"] = "86400000" });
        var everlasting = await kafka.CreateTopicAsync(configuration: new() { ["retention.ms"] = "-1" });

        var retention = await broker.GetRetentionAsync([day, everlasting], default);

        Assert.Equal(TimeSpan.FromDays(1), retention[day]);
        Assert.DoesNotContain(everlasting, retention.Keys);
    }

    [SkippableFact]
    public async Task GetOffsetsAt_BeforeAndAfter_FirstAndEnd()
    {
        var (broker, _) = await OpenAsync();
        var topic = (await broker.EnsureTopicAsync($"conformance-{Guid.NewGuid():N}", default)).Topic.Name;
        var (partition, _) = await broker.PublishAsync(topic, new EventRecord([1], [1], []), default);
        var place = new PartitionId(topic, partition);

        Assert.Equal(0, (await broker.GetOffsetsAtAsync([topic], DateTimeOffset.UtcNow.AddHours(-1), default))[place]);
        Assert.Equal(1, (await broker.GetOffsetsAtAsync([topic], DateTimeOffset.UtcNow.AddHours(1), default))[place]);
    }

    protected override async Task<(IBroker Broker, IRecordTransport Transport)> OpenAsync()
    {
        var kafka = await KafkaFixture.GetAsync();
        await One.WaitAsync();
        try
        {
            _shared ??= KafkaBrokerFactory.Create(
                new BrokerSettings(false, new Dictionary<string, string> { ["BootstrapServers"] = kafka.BootstrapServers }, 3, -1),
                TimeProvider.System, NullLoggerFactory.Instance);
        }
        finally
        {
            One.Release();
        }

        return (_shared, _shared);
    }
}
