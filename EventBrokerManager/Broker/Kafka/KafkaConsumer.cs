using Confluent.Kafka;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>
/// A member of a consumer group. On a real Kafka it is a static member of the classic protocol: after a crash its partitions come
/// back at once instead of after the session's end.
/// </summary>
internal sealed class KafkaConsumer : IRecordConsumer
{
    private static readonly TimeSpan CommittedLimit = TimeSpan.FromSeconds(10);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IConsumerListener _listener;
    private readonly ILogger _logger;
    private readonly HashSet<PartitionId> _assigned = [];
    private readonly CancellationToken _stopping;
    private volatile bool _topicsChanged;

    public KafkaConsumer(ClientConfig client, ConsumerOptions options, bool classic, IConsumerListener listener, ILogger logger)
    {
        _listener = listener;
        _logger = logger;
        _stopping = options.Stopping;
        var config = new ConsumerConfig(client.Copy())
        {
            GroupId = options.Group,
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 500,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            QueuedMaxMessagesKbytes = 16_384,
            FetchErrorBackoffMs = 100,
            TopicMetadataRefreshIntervalMs = 10_000,
        };
        // The client goes on at the old position in a topic that was made anew, and tells of it in this log alone.
        config.Debug = string.IsNullOrEmpty(config.Debug) ? "metadata" : $"{config.Debug},metadata";
        if (classic)
        {
            config.GroupProtocol = GroupProtocol.Classic;
            config.GroupInstanceId = options.Member;
            config.SessionTimeoutMs = 8_000;
            config.HeartbeatIntervalMs = 2_000;
        }
        else
        {
            config.GroupProtocol = GroupProtocol.Consumer;
        }

        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetPartitionsAssignedHandler((_, partitions) => Assigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => Revoked(partitions, listener.Revoked))
            .SetPartitionsLostHandler((_, partitions) => Revoked(partitions, listener.Lost))
            .SetOffsetsCommittedHandler((_, result) => CommitDone(result))
            .SetErrorHandler((_, error) => logger.LogDebug("Kafka consumer {Group}: {Reason}", options.Group, error.Reason))
            .SetLogHandler((_, message) => Log(options.Group, message.Message))
            .Build();
        _consumer.Subscribe(options.Topics);
    }

    public ConsumedRecord? Poll(TimeSpan timeout)
    {
        try
        {
            var result = _consumer.Consume(timeout);
            if (_topicsChanged)
            {
                _topicsChanged = false;
                if (_listener.TopicsChanged())
                    return null;
            }

            return result is null ? null : ToRecord(result);
        }
        catch (ConsumeException exception) when (exception.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            var place = exception.ConsumerRecord.TopicPartition;
            var partition = new PartitionId(place.Topic, place.Partition.Value);
            if (_listener.PositionLost(partition) is { } next)
                Seek(partition, next);
            return null;
        }
        catch (KafkaException exception) when (exception.Error.IsFatal)
        {
            throw new ConsumerEndedException(KafkaErrors.Describe(exception.Error), exception);
        }
        catch (KafkaException exception) when (KafkaErrors.IsRefusal(exception.Error.Code))
        {
            var topic = (exception as ConsumeException)?.ConsumerRecord?.Topic;
            throw new BrokerRefusedException(KafkaErrors.Describe(exception.Error), exception) { Topic = string.IsNullOrEmpty(topic) ? null : topic };
        }
        catch (KafkaException exception)
        {
            // librdkafka goes on by itself; whether Kafka is away is found out elsewhere.
            _logger.LogDebug("Kafka consumer: {Reason}", exception.Error.Reason);
            return null;
        }
    }

    public void Subscribe(IReadOnlyCollection<string> topics) => _consumer.Subscribe(topics);

    public void Pause(IReadOnlyCollection<PartitionId> partitions) => ForOurs(partitions, _consumer.Pause);

    public void Resume(IReadOnlyCollection<PartitionId> partitions) => ForOurs(partitions, _consumer.Resume);

    public void Store(PartitionId partition, long next)
    {
        try
        {
            _consumer.StoreOffset(new TopicPartitionOffset(partition.Topic, partition.Partition, next));
        }
        catch (Exception exception) when (exception is KafkaException or ObjectDisposedException)
        {
            // The partition was taken meanwhile, or all of them with the consumer; whoever has it reads from the last commit.
            _logger.LogDebug("Offset {Next} of {Partition} not kept: {Reason}", next, partition, exception.Message);
        }
    }

    public void Commit()
    {
        try
        {
            _consumer.Commit();
        }
        catch (KafkaException exception) when (exception.Error.Code == ErrorCode.Local_NoOffset)
        {
        }
        catch (KafkaException exception)
        {
            throw KafkaErrors.Translate(exception);
        }
    }

    public void Seek(PartitionId partition, long offset) =>
        _consumer.Seek(new TopicPartitionOffset(partition.Topic, partition.Partition, offset));

    public void Dispose()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException exception)
        {
            _logger.LogDebug("Kafka consumer did not close in order: {Reason}", exception.Error.Reason);
        }

        _consumer.Dispose();
    }

    private IEnumerable<TopicPartitionOffset> Assigned(List<TopicPartition> partitions)
    {
        var ids = partitions.ConvertAll(ToId);
        var starts = _listener.Assigned(ids, Committed(partitions));
        lock (_assigned)
            _assigned.UnionWith(ids);
        return ids.ConvertAll(id => new TopicPartitionOffset(id.Topic, id.Partition, starts[id]));
    }

    /// <summary>Asks until Kafka answers: to guess a position would be to lose or to repeat events.</summary>
    private Dictionary<PartitionId, long> Committed(List<TopicPartition> partitions)
    {
        while (true)
        {
            try
            {
                return _consumer.Committed(partitions, CommittedLimit)
                    .Where(offset => offset.Offset.Value >= 0)
                    .ToDictionary(offset => ToId(offset.TopicPartition), offset => offset.Offset.Value);
            }
            catch (KafkaException exception)
            {
                _logger.LogDebug("Committed offsets not known yet: {Reason}", exception.Error.Reason);
                _stopping.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(500));
                _stopping.ThrowIfCancellationRequested();
            }
        }
    }

    private void Revoked(List<TopicPartitionOffset> partitions, Action<IReadOnlyCollection<PartitionId>> tell)
    {
        var ids = partitions.ConvertAll(partition => ToId(partition.TopicPartition));
        tell(ids);
        lock (_assigned)
            _assigned.ExceptWith(ids);
    }

    private void CommitDone(CommittedOffsets result)
    {
        if (result.Error.Code == ErrorCode.Local_NoOffset)
            return;
        var error = result.Error.IsError
            ? result.Error
            : result.Offsets.Select(offset => offset.Error).FirstOrDefault(problem => problem.IsError);
        _listener.CommitResult(error is null ? null : KafkaErrors.Describe(error));
    }

    /// <summary>On the client's own threads; it has told of a change before it hands out anything of the new topic.</summary>
    private void Log(string group, string message)
    {
        if (message.Contains("changed id", StringComparison.Ordinal))
            _topicsChanged = true;
        _logger.LogDebug("Kafka consumer {Group}: {Message}", group, message);
    }

    private void ForOurs(IReadOnlyCollection<PartitionId> partitions, Action<IEnumerable<TopicPartition>> act)
    {
        lock (_assigned)
        {
            var ours = partitions.Where(_assigned.Contains).Select(id => new TopicPartition(id.Topic, id.Partition)).ToList();
            if (ours.Count == 0)
                return;
            try
            {
                act(ours);
            }
            catch (Exception exception) when (exception is KafkaException or ObjectDisposedException)
            {
                _logger.LogDebug("Partitions changed hands while pausing: {Reason}", exception.Message);
            }
        }
    }

    private static PartitionId ToId(TopicPartition partition) => new(partition.Topic, partition.Partition.Value);

    internal static ConsumedRecord ToRecord(ConsumeResult<byte[]?, byte[]?> result)
    {
        var message = result.Message;
        var count = message.Headers?.Count ?? 0;
        var headers = count == 0 ? [] : new Header[count];
        for (var i = 0; i < count; i++)
        {
            var header = message.Headers![i];
            headers[i] = new Header(header.Key, header.GetValueBytes());
        }

        var record = new EventRecord(message.Key, message.Value, headers)
        {
            Timestamp = message.Timestamp.Type == TimestampType.NotAvailable
                ? null
                : DateTimeOffset.FromUnixTimeMilliseconds(message.Timestamp.UnixTimestampMs),
        };
        return new ConsumedRecord(new PartitionId(result.Topic, result.Partition.Value), result.Offset.Value, record);
    }
}
