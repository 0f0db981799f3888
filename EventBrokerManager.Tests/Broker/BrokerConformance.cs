using System.Text;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Broker;

/// <summary>What every broker must do, the embedded one and a real Kafka alike.</summary>
public abstract class BrokerConformance
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The broker under test; shared by all tests, so topics have names of their own.</summary>
    protected abstract Task<(IBroker Broker, IRecordTransport Transport)> OpenAsync();

    [SkippableFact]
    public async Task Check_Answers_HealthSaysSo()
    {
        var (broker, _) = await OpenAsync();

        var health = await broker.CheckAsync(default);

        Assert.True(health.HasAnswered);
        Assert.Null(health.AwaySince);
    }

    [SkippableFact]
    public async Task EnsureTopic_Missing_MadeAsConfigured()
    {
        var (broker, _) = await OpenAsync();
        var topic = NewTopic();

        var ensured = await broker.EnsureTopicAsync(topic, default);

        Assert.False(ensured.Existed);
        Assert.Equal((topic, 3, 1), (ensured.Topic.Name, ensured.Topic.Partitions, ensured.Topic.ReplicationFactor));
        Assert.NotNull(ensured.Topic.Id);
    }

    [SkippableFact]
    public async Task EnsureTopic_There_TakenOverAsItIs()
    {
        var (broker, _) = await OpenAsync();
        var topic = NewTopic();
        var first = await broker.EnsureTopicAsync(topic, default);

        var second = await broker.EnsureTopicAsync(topic, default);

        Assert.True(second.Existed);
        Assert.Equal(first.Topic, second.Topic);
    }

    [SkippableFact]
    public async Task EnsureTopic_ManyAtOnce_AllGetTheOne()
    {
        var (broker, _) = await OpenAsync();
        var topic = NewTopic();

        var ensured = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => broker.EnsureTopicAsync(topic, default))));

        Assert.Single(ensured.Select(one => one.Topic.Id).Distinct());
    }

    [SkippableFact]
    public async Task DescribeTopics_Missing_LeftOutAndNotMade()
    {
        var (broker, _) = await OpenAsync();
        var topic = NewTopic();

        Assert.Empty(await broker.DescribeTopicsAsync([topic], default));
        Assert.Empty(await broker.GetOffsetRangesAsync([topic], default));
        Assert.Empty(await broker.DescribeTopicsAsync([topic], default));
    }

    [SkippableFact]
    public async Task DescribeTopics_NothingForbidden_NoneSaysThatItMayNotBeRead()
    {
        var (broker, _) = await OpenAsync();
        var topic = (await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name;

        Assert.NotEqual(false, (await broker.DescribeTopicsAsync([topic], default))[topic].MayBeRead);
    }

    [SkippableFact]
    public async Task Publish_ThenRead_EveryByteAndHeaderTheSame()
    {
        var (broker, transport) = await OpenAsync();
        var topic = (await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name;
        var record = new EventRecord([0, 255], [1, 0, 2], [new Header("a", [1]), new Header("a", null), new Header("b", [])]);
        var tombstone = new EventRecord(null, null, []);
        await broker.PublishAsync(topic, record, default);
        await broker.PublishAsync(topic, tombstone, default);

        var read = Read(transport, topic, 2, new Reader());

        var first = read.Single(r => r.Record.Value is not null).Record;
        Assert.Equal(record.Key, first.Key);
        Assert.Equal(record.Value, first.Value);
        Assert.Equal(record.Headers.Select(h => (h.Name, Text(h.Value))), first.Headers.Select(h => (h.Name, Text(h.Value))));
        Assert.Null(read.Single(r => r.Record.Value is null).Record.Key);
    }

    [SkippableFact]
    public async Task Produce_OneKey_OnePartitionInOrder()
    {
        var (broker, transport) = await OpenAsync();
        var topic = (await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name;
        var sent = Enumerable.Range(0, 200).Select(i => transport.Producer.ProduceAsync(topic, Record($"key-{i % 5}", $"{i}"), default)).ToList();
        Assert.All(await Task.WhenAll(sent), result => Assert.Equal(ProduceOutcome.Acknowledged, result.Outcome));

        var read = Read(transport, topic, 200, new Reader());

        foreach (var key in read.GroupBy(r => Text(r.Record.Key)))
        {
            Assert.Single(key.Select(r => r.Partition).Distinct());
            Assert.Equal(key.Select(r => int.Parse(Text(r.Record.Value)!, null)).Order(), key.Select(r => int.Parse(Text(r.Record.Value)!, null)));
        }
    }

    [SkippableFact]
    public async Task Consumer_Stored_NextMemberGoesOnThere()
    {
        var (broker, transport) = await OpenAsync();
        var topic = (await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name;
        for (var i = 0; i < 10; i++)
            await broker.PublishAsync(topic, Record("one key", $"{i}"), default);
        var group = $"test-{Guid.NewGuid():N}";
        Read(transport, topic, 10, new Reader(), group, stored: 4);

        var rest = Read(transport, topic, 6, new Reader(), group);

        Assert.Equal(["4", "5", "6", "7", "8", "9"], rest.Select(r => Text(r.Record.Value)));
    }

    [SkippableFact]
    public async Task Consumer_Paused_OtherPartitionsGoOnAndResumeLosesNothing()
    {
        var (broker, transport) = await OpenAsync();
        var slow = (await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name;
        var fast = (await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name;
        var reader = new Reader();
        using var consumer = transport.OpenConsumer(new ConsumerOptions($"test-{Guid.NewGuid():N}", $"m-{Guid.NewGuid():N}", [slow, fast], default), reader);
        while (reader.Partitions.Count < 6)
            consumer.Poll(TimeSpan.FromMilliseconds(100));
        var paused = reader.Partitions.Where(p => p.Topic == slow).ToList();
        consumer.Pause(paused);
        for (var i = 0; i < 20; i++)
        {
            await broker.PublishAsync(slow, Record($"{i}", $"{i}"), default);
            await broker.PublishAsync(fast, Record($"{i}", $"{i}"), default);
        }

        Assert.All(Poll(consumer, 20), record => Assert.Equal(fast, record.Partition.Topic));
        consumer.Resume(paused);
        Assert.Equal(20, Poll(consumer, 20).Where(record => record.Partition.Topic == slow).Select(record => Text(record.Record.Value)).Distinct().Count());
    }

    [SkippableFact]
    public async Task Consumer_SubscribesToOneMoreTopic_BothAreReadAndNothingTwice()
    {
        var (broker, transport) = await OpenAsync();
        var first = (await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name;
        var second = (await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name;
        using var consumer = transport.OpenConsumer(
            new ConsumerOptions($"test-{Guid.NewGuid():N}", $"m-{Guid.NewGuid():N}", [first], default), new Reader());
        await broker.PublishAsync(first, Record("key", "1"), default);
        await broker.PublishAsync(second, Record("key", "2"), default);
        var before = Assert.Single(Poll(consumer, 1));
        Assert.Equal(first, before.Partition.Topic);
        consumer.Store(before.Partition, before.Offset + 1);

        consumer.Subscribe([first, second]);

        Assert.Equal("2", Text(Assert.Single(Poll(consumer, 1)).Record.Value));
        await broker.PublishAsync(first, Record("key", "3"), default);
        Assert.Equal("3", Text(Assert.Single(Poll(consumer, 1)).Record.Value));
    }

    [SkippableFact]
    public async Task GetOffsetRanges_AfterPublishing_EndIsBehindTheLast()
    {
        var (broker, _) = await OpenAsync();
        var topic = (await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name;
        for (var i = 0; i < 7; i++)
            await broker.PublishAsync(topic, Record($"{i}", "x"), default);

        var ranges = await broker.GetOffsetRangesAsync([topic], default);

        Assert.Equal(3, ranges.Count);
        Assert.Equal(7, ranges.Values.Sum(range => range.High - range.Low));
    }

    [SkippableFact]
    public async Task ReadLatest_MoreThanAsked_TheNewestOfEachPartition()
    {
        var (broker, _) = await OpenAsync();
        var topic = (await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name;
        for (var i = 0; i < 10; i++)
            await broker.PublishAsync(topic, Record("one key", $"{i}"), default);

        var latest = await broker.ReadLatestAsync(topic, 3, default);

        Assert.Equal(["7", "8", "9"], latest.Select(record => Text(record.Record.Value)));
        Assert.Empty(await broker.ReadLatestAsync((await broker.EnsureTopicAsync(NewTopic(), default)).Topic.Name, 3, default));
    }

    private static List<ConsumedRecord> Read(
        IRecordTransport transport, string topic, int count, Reader reader, string? group = null, int? stored = null)
    {
        using var consumer = transport.OpenConsumer(
            new ConsumerOptions(group ?? $"test-{Guid.NewGuid():N}", "member", [topic], default), reader);
        var read = Poll(consumer, count);
        if (stored is { } next)
        {
            consumer.Store(read[next - 1].Partition, read[next - 1].Offset + 1);
            consumer.Commit();
        }

        return read;
    }

    private static List<ConsumedRecord> Poll(IRecordConsumer consumer, int count)
    {
        var read = new List<ConsumedRecord>();
        var started = System.Diagnostics.Stopwatch.StartNew();
        while (read.Count < count)
        {
            Assert.True(started.Elapsed < Limit, $"{read.Count} of {count} records came.");
            if (consumer.Poll(TimeSpan.FromMilliseconds(100)) is { } record)
                read.Add(record);
        }

        return read;
    }

    private static string NewTopic() => $"conformance-{Guid.NewGuid():N}";

    private static EventRecord Record(string key, string value) => new(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), []);

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);

    /// <summary>Reads from what is committed, else from the beginning.</summary>
    private sealed class Reader : IConsumerListener
    {
        public List<PartitionId> Partitions { get; } = [];

        public IReadOnlyDictionary<PartitionId, long> Assigned(
            IReadOnlyCollection<PartitionId> partitions, IReadOnlyDictionary<PartitionId, long> committed)
        {
            Partitions.AddRange(partitions);
            return partitions.ToDictionary(partition => partition, partition => committed.GetValueOrDefault(partition));
        }

        public void Revoked(IReadOnlyCollection<PartitionId> partitions)
        {
        }

        public void Lost(IReadOnlyCollection<PartitionId> partitions)
        {
        }

        public bool TopicsChanged() => false;

        public long? PositionLost(PartitionId partition) => 0;

        public void CommitResult(string? problem)
        {
        }
    }
}
