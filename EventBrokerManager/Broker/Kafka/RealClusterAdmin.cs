using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>Administration of a real Kafka.</summary>
internal sealed class RealClusterAdmin(IAdminClient client, int partitions, short replicationFactor) : IClusterAdmin
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyDictionary<string, TopicState>> DescribeTopicsAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellation)
    {
        if (topics.Count == 0)
            return new Dictionary<string, TopicState>();
        List<TopicDescription> descriptions;
        try
        {
            var result = await client.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(topics), new DescribeTopicsOptions { RequestTimeout = Limit, IncludeAuthorizedOperations = true }).WaitAsync(cancellation);
            descriptions = result.TopicDescriptions;
        }
        catch (DescribeTopicsException exception)
        {
            descriptions = exception.Results.TopicDescriptions;
        }
        catch (KafkaException exception)
        {
            throw KafkaErrors.Translate(exception);
        }

        var found = new Dictionary<string, TopicState>();
        foreach (var description in descriptions)
        {
            if (description.Error.Code == ErrorCode.UnknownTopicOrPart)
                continue;
            if (KafkaErrors.IsRefusal(description.Error.Code))
                throw new BrokerRefusedException(KafkaErrors.Describe(description.Error)) { Topic = description.Name };
            if (description.Error.IsError)
                throw KafkaErrors.Translate(new KafkaException(description.Error));
            found[description.Name] = new TopicState(
                description.Name, description.Partitions.Count, description.Partitions.Max(p => p.Replicas.Count))
            {
                Id = description.TopicId.ToString(),
                MayBeRead = description.AuthorizedOperations?.Contains(Confluent.Kafka.Admin.AclOperation.Read),
            };
        }

        return found;
    }

    public async Task CreateTopicAsync(string topic, CancellationToken cancellation)
    {
        var specification = new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = replicationFactor };
        try
        {
            await client.CreateTopicsAsync([specification], new CreateTopicsOptions { RequestTimeout = Limit, OperationTimeout = Limit })
                .WaitAsync(cancellation);
        }
        catch (CreateTopicsException exception) when (exception.Results.All(r => r.Error.Code == ErrorCode.TopicAlreadyExists))
        {
        }
        catch (CreateTopicsException exception)
        {
            throw KafkaErrors.Translate(new KafkaException(exception.Results.First(r => r.Error.IsError).Error));
        }
        catch (KafkaException exception)
        {
            throw KafkaErrors.Translate(exception);
        }
    }

    public async Task<IReadOnlyDictionary<string, TimeSpan>> GetRetentionAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellation)
    {
        if (topics.Count == 0)
            return new Dictionary<string, TimeSpan>();
        List<DescribeConfigsResult> results;
        try
        {
            results = await client.DescribeConfigsAsync(
                topics.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic }),
                new DescribeConfigsOptions { RequestTimeout = Limit }).WaitAsync(cancellation);
        }
        catch (DescribeConfigsException exception)
        {
            // A topic that is gone, or whose settings we may not read, is left out.
            results = [.. exception.Results.Where(report => !report.Error.IsError)
                .Select(report => new DescribeConfigsResult { ConfigResource = report.ConfigResource, Entries = report.Entries })];
        }
        catch (KafkaException exception)
        {
            throw KafkaErrors.Translate(exception);
        }

        return results
            .Where(result => result.Entries.TryGetValue("retention.ms", out var entry) && long.TryParse(entry.Value, CultureInfo.InvariantCulture, out var kept) && kept > 0)
            .ToDictionary(
                result => result.ConfigResource.Name,
                result => TimeSpan.FromMilliseconds(Math.Min(
                    long.Parse(result.Entries["retention.ms"].Value, CultureInfo.InvariantCulture), TimeSpan.MaxValue.TotalMilliseconds / 2)));
    }

    public async Task PingAsync(CancellationToken cancellation)
    {
        try
        {
            await client.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = TimeSpan.FromSeconds(5) }).WaitAsync(cancellation);
        }
        catch (KafkaException exception)
        {
            throw KafkaErrors.Translate(exception);
        }
    }

    /// <summary>The client belongs to the broker, which ends it.</summary>
    public void Dispose()
    {
    }
}
