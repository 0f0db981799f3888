using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>Kafka through Confluent.Kafka; the embedded broker differs in its administration and its group protocol only.</summary>
internal sealed class KafkaBroker : IBroker, IRecordTransport, IDisposable
{
    private const int LeaderAttempts = 30;
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);

    private readonly ClientConfig _config;
    private readonly IAdminClient _client;
    private readonly IClusterAdmin _admin;
    private readonly Lazy<KafkaProducer> _producer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile BrokerHealth _health = new(false, null, null);
    private volatile string? _loginProblem;
    private int _disposed;

    public KafkaBroker(
        ClientConfig config, Func<IAdminClient, IClusterAdmin> admin, string description, bool isEmbedded, TimeProvider time, ILogger logger)
    {
        _config = config;
        _time = time;
        _logger = logger;
        Description = description;
        IsEmbedded = isEmbedded;
        _client = new AdminClientBuilder(new AdminClientConfig(config.Copy()))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, _) => { })
            .Build();
        _admin = admin(_client);
        _producer = new Lazy<KafkaProducer>(() => new KafkaProducer(config, logger));
    }

    public string Description { get; }

    public bool IsEmbedded { get; }

    /// <summary>The addresses that our own clients are given.</summary>
    public string BootstrapServers => _config.BootstrapServers;

    public BrokerHealth Health => _health;

    public IRecordProducer Producer => _producer.Value;

    public async Task<BrokerHealth> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            await _admin.PingAsync(cancellation);
            _loginProblem = null;
            _health = new BrokerHealth(true, null, null);
        }
        catch (Exception exception) when (exception is BrokerUnavailableException or BrokerRefusedException)
        {
            _health = new BrokerHealth(_health.HasAnswered, _health.AwaySince ?? _time.GetUtcNow(), _loginProblem ?? exception.Message)
            {
                NeedsPerson = _loginProblem is not null || exception is BrokerRefusedException,
            };
        }

        return _health;
    }

    public Task<IReadOnlyDictionary<string, TopicState>> DescribeTopicsAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellation) => _admin.DescribeTopicsAsync(topics, cancellation);

    public async Task<EnsuredTopic> EnsureTopicAsync(string topic, CancellationToken cancellation)
    {
        if ((await _admin.DescribeTopicsAsync([topic], cancellation)).TryGetValue(topic, out var there))
            return new EnsuredTopic(there, Existed: true);
        await _admin.CreateTopicAsync(topic, cancellation);
        for (var attempt = 0; attempt < 50; attempt++)
        {
            // Metadata follows the creation after a moment.
            if ((await _admin.DescribeTopicsAsync([topic], cancellation)).TryGetValue(topic, out var made))
                return new EnsuredTopic(made, Existed: false);
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellation);
        }

        throw new BrokerUnavailableException($"Kafka created the topic {topic} but does not show it yet.");
    }

    public async Task<IReadOnlyDictionary<PartitionId, OffsetRange>> GetOffsetRangesAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellation)
    {
        var described = await _admin.DescribeTopicsAsync(topics, cancellation);
        var partitions = PartitionsOf(described);
        if (partitions.Count == 0)
            return new Dictionary<PartitionId, OffsetRange>();
        var lows = ListOffsetsAsync(partitions, OffsetSpec.Earliest(), cancellation);
        var highs = await ListOffsetsAsync(partitions, OffsetSpec.Latest(), cancellation);
        return (await lows)
            .Where(low => highs.ContainsKey(low.Key))
            .ToDictionary(low => low.Key, low => new OffsetRange(low.Value, highs[low.Key]) { TopicId = described[low.Key.Topic].Id });
    }

    public Task<IReadOnlyDictionary<string, TimeSpan>> GetRetentionAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation) =>
        _admin.GetRetentionAsync(topics, cancellation);

    public async Task<IReadOnlyDictionary<PartitionId, long>> GetOffsetsAtAsync(
        IReadOnlyCollection<string> topics, DateTimeOffset time, CancellationToken cancellation)
    {
        var partitions = await PartitionsAsync(topics, cancellation);
        if (partitions.Count == 0)
            return new Dictionary<PartitionId, long>();
        var ends = await ListOffsetsAsync(partitions, OffsetSpec.Latest(), cancellation);
        var found = await ListOffsetsAsync(partitions, OffsetSpec.ForTimestamp(time.ToUnixTimeMilliseconds()), cancellation);
        return ends.ToDictionary(end => end.Key, end => found.TryGetValue(end.Key, out var at) && at >= 0 ? at : end.Value);
    }

    public async Task<IReadOnlyList<ConsumedRecord>> ReadLatestAsync(string topic, int perPartition, CancellationToken cancellation)
    {
        var ranges = await GetOffsetRangesAsync([topic], cancellation);
        try
        {
            return await Task.Run(() => LatestReader.Read(_config, ranges, perPartition, cancellation), cancellation);
        }
        catch (KafkaException exception)
        {
            throw KafkaErrors.Translate(exception);
        }
    }

    public async Task<(int Partition, long Offset)> PublishAsync(string topic, EventRecord record, CancellationToken cancellation) =>
        await _producer.Value.PublishAsync(topic, record, cancellation);

    public IRecordConsumer OpenConsumer(ConsumerOptions options, IConsumerListener listener) =>
        new KafkaConsumer(_config, options, classic: !IsEmbedded, listener, _logger);

    public void Dispose()
    {
        // The container disposes of it once for each interface that it is registered under; the clients bear that only once.
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (_producer.IsValueCreated)
            _producer.Value.Dispose();
        _client.Dispose();
        _admin.Dispose();
    }

    private async Task<List<TopicPartition>> PartitionsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation) =>
        PartitionsOf(await _admin.DescribeTopicsAsync(topics, cancellation));

    private static List<TopicPartition> PartitionsOf(IReadOnlyDictionary<string, TopicState> topics) =>
        [.. topics.Values.SelectMany(topic => Enumerable.Range(0, topic.Partitions).Select(partition => new TopicPartition(topic.Name, partition)))];

    /// <summary>All of the partitions or none: a partition left out would be taken for one without a position.</summary>
    private async Task<Dictionary<PartitionId, long>> ListOffsetsAsync(
        List<TopicPartition> partitions, OffsetSpec which, CancellationToken cancellation)
    {
        var options = new ListOffsetsOptions { RequestTimeout = RequestLimit, IsolationLevel = IsolationLevel.ReadUncommitted };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await _client.ListOffsetsAsync(
                    partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = which }), options)
                    .WaitAsync(cancellation);
                return result.ResultInfos.Select(info => info.TopicPartitionOffsetError).ToDictionary(
                    offset => new PartitionId(offset.Topic, offset.Partition.Value), offset => offset.Offset.Value);
            }
            catch (ListOffsetsException) when (attempt < LeaderAttempts)
            {
                // A partition of a new topic, or one that moves, has no leader for a moment.
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellation);
            }
            catch (ListOffsetsException exception)
            {
                var error = exception.Result.ResultInfos.Select(info => info.TopicPartitionOffsetError.Error).First(error => error.IsError);
                throw KafkaErrors.Translate(new KafkaException(error));
            }
            catch (KafkaException exception)
            {
                throw KafkaErrors.Translate(exception);
            }
        }
    }

    /// <summary>The calls themselves only say that Kafka does not answer where it refuses the login.</summary>
    private void OnError(Error error)
    {
        _logger.LogDebug("Kafka client admin: {Reason}", error.Reason);
        if (error.Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed)
            _loginProblem = KafkaErrors.Describe(error);
    }
}
