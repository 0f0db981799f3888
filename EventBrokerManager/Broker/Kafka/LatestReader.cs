using Confluent.Kafka;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>Reads the end of a topic with a consumer that joins no group and commits nothing.</summary>
internal static class LatestReader
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <exception cref="BrokerUnavailableException">Kafka did not answer within five seconds.</exception>
    public static List<ConsumedRecord> Read(
        ClientConfig client, IReadOnlyDictionary<PartitionId, OffsetRange> ranges, int perPartition, CancellationToken cancellation)
    {
        var open = ranges.Where(range => range.Value.High > range.Value.Low).ToDictionary();
        var read = new List<ConsumedRecord>();
        if (open.Count == 0)
            return read;
        var config = new ConsumerConfig(client.Copy()) { GroupId = "event-broker-manager-look", EnableAutoCommit = false, EnablePartitionEof = true };
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(open.Select(range => new TopicPartitionOffset(
            range.Key.Topic, range.Key.Partition, Math.Max(range.Value.Low, range.Value.High - perPartition))));
        var started = Environment.TickCount64;
        while (open.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Environment.TickCount64 - started > Limit.TotalMilliseconds)
                throw new BrokerUnavailableException("Kafka does not answer.");
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } result)
                continue;
            var partition = new PartitionId(result.Topic, result.Partition.Value);
            if (!result.IsPartitionEOF)
                read.Add(KafkaConsumer.ToRecord(result));
            if (result.IsPartitionEOF || result.Offset.Value + 1 >= open.GetValueOrDefault(partition).High)
                open.Remove(partition);
        }

        return [.. read.OrderBy(record => record.Record.Timestamp)];
    }
}
