using System.Collections.Concurrent;
using System.Threading.Channels;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Support;

/// <summary>Kafka in a dictionary: one partition takes all records of a topic. Can be away, and can refuse.</summary>
public sealed class FakeBroker : IBroker
{
    private readonly ConcurrentDictionary<string, TopicState> _topics = new();
    private readonly ConcurrentDictionary<string, List<EventRecord>> _records = new();
    private readonly Channel<(string Topic, EventRecord Record)> _published = System.Threading.Channels.Channel.CreateUnbounded<(string, EventRecord)>();
    private readonly Channel<bool> _failures = System.Threading.Channels.Channel.CreateUnbounded<bool>();

    public string Description => "Fake broker";

    public bool IsEmbedded { get; set; } = true;

    /// <summary>While true every call says that Kafka does not answer.</summary>
    public bool Away { get; set; }

    /// <summary>While set every call is refused with these words.</summary>
    public string? Refusal { get; set; }

    /// <summary>Topics that our user may not describe.</summary>
    public HashSet<string> RefusedTopics { get; } = [];

    public int Partitions { get; set; } = 4;

    /// <summary>Awaited within every creation of a topic; to make calls overlap.</summary>
    public Func<Task> BeforeEnsure { get; set; } = () => Task.CompletedTask;

    /// <summary>How often offsets were asked for.</summary>
    public int OffsetCalls { get; private set; }

    public IReadOnlyCollection<string> Topics => [.. _topics.Keys];

    /// <summary>Everything that was published, in order, as it comes.</summary>
    public ChannelReader<(string Topic, EventRecord Record)> Published => _published.Reader;

    /// <summary>One for each call that failed, as it fails.</summary>
    public ChannelReader<bool> Failures => _failures.Reader;

    /// <summary>Whether Kafka answered once; a later outage does not change it.</summary>
    public bool HasAnswered { get; set; } = true;

    public BrokerHealth Health => new(
        HasAnswered, Away || Refusal is not null ? DateTimeOffset.UnixEpoch : null, Away ? "away" : Refusal) { NeedsPerson = !Away && Refusal is not null };

    /// <summary>The earliest offset that a topic keeps; 0 unless given.</summary>
    public Dictionary<string, long> Low { get; } = [];

    public void AddTopic(string topic, int partitions = 1, int replicationFactor = 1, string? id = null, bool? mayBeRead = null) =>
        _topics[topic] = new TopicState(topic, partitions, replicationFactor) { Id = id, MayBeRead = mayBeRead };

    public void RemoveTopic(string topic) => _topics.TryRemove(topic, out _);

    public Task<BrokerHealth> CheckAsync(CancellationToken cancellation) => Task.FromResult(Health);

    public Task<IReadOnlyDictionary<string, TopicState>> DescribeTopicsAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellation)
    {
        Answer();
        if (topics.FirstOrDefault(RefusedTopics.Contains) is { } refused)
            throw new BrokerRefusedException("Kafka refuses the topic.") { Topic = refused };
        return Task.FromResult<IReadOnlyDictionary<string, TopicState>>(
            topics.Where(_topics.ContainsKey).Distinct().ToDictionary(t => t, t => _topics[t]));
    }

    public async Task<EnsuredTopic> EnsureTopicAsync(string topic, CancellationToken cancellation)
    {
        await BeforeEnsure();
        Answer();
        var made = new TopicState(topic, Partitions, 1);
        var state = _topics.GetOrAdd(topic, made);
        return new EnsuredTopic(state, Existed: !ReferenceEquals(state, made));
    }

    public Task<IReadOnlyDictionary<PartitionId, OffsetRange>> GetOffsetRangesAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellation)
    {
        OffsetCalls++;
        Answer();
        var ranges = new Dictionary<PartitionId, OffsetRange>();
        foreach (var topic in topics.Where(_topics.ContainsKey).Distinct())
        {
            for (var partition = 0; partition < _topics[topic].Partitions; partition++)
                ranges[new PartitionId(topic, partition)] = (partition == 0 ? new OffsetRange(Low.GetValueOrDefault(topic), Count(topic)) : default) with { TopicId = _topics[topic].Id };
        }

        return Task.FromResult<IReadOnlyDictionary<PartitionId, OffsetRange>>(ranges);
    }

    /// <summary>How long topics keep records; those not in it keep them for ever.</summary>
    public Dictionary<string, TimeSpan> Retention { get; } = [];

    /// <summary>The time up to which everything there was published.</summary>
    public DateTimeOffset PublishedBefore { get; set; } = DateTimeOffset.MaxValue;

    public Task<IReadOnlyDictionary<string, TimeSpan>> GetRetentionAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, TimeSpan>>(Retention.Where(kept => topics.Contains(kept.Key)).ToDictionary());

    public async Task<IReadOnlyDictionary<PartitionId, long>> GetOffsetsAtAsync(
        IReadOnlyCollection<string> topics, DateTimeOffset time, CancellationToken cancellation) =>
        (await GetOffsetRangesAsync(topics, cancellation)).ToDictionary(
            range => range.Key, range => time >= PublishedBefore ? range.Value.High : range.Value.Low);

    public Task<IReadOnlyList<ConsumedRecord>> ReadLatestAsync(string topic, int perPartition, CancellationToken cancellation)
    {
        Answer();
        var records = _records.GetValueOrDefault(topic) ?? [];
        lock (records)
        {
            return Task.FromResult<IReadOnlyList<ConsumedRecord>>([.. records
                .Select((record, offset) => new ConsumedRecord(new PartitionId(topic, 0), offset, record))
                .TakeLast(perPartition)]);
        }
    }

    public Task<(int Partition, long Offset)> PublishAsync(string topic, EventRecord record, CancellationToken cancellation)
    {
        Answer();
        if (!_topics.ContainsKey(topic))
        {
            _failures.Writer.TryWrite(true);
            throw new BrokerRefusedException($"There is no topic {topic}.");
        }

        var records = _records.GetOrAdd(topic, _ => []);
        long offset;
        lock (records)
        {
            offset = records.Count;
            records.Add(record);
        }

        _published.Writer.TryWrite((topic, record));
        return Task.FromResult((0, offset));
    }

    private int Count(string topic)
    {
        if (!_records.TryGetValue(topic, out var records))
            return 0;
        lock (records)
            return records.Count;
    }

    private void Answer()
    {
        if (!Away && Refusal is null)
            return;
        _failures.Writer.TryWrite(true);
        throw Away ? new BrokerUnavailableException("Kafka does not answer.") : new BrokerRefusedException(Refusal!);
    }
}
