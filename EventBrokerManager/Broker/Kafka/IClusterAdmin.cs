namespace EventBrokerManager.Broker.Kafka;

/// <summary>The part of administration in which the real and the embedded cluster differ.</summary>
internal interface IClusterAdmin : IDisposable
{
    Task<IReadOnlyDictionary<string, TopicState>> DescribeTopicsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation);

    /// <summary>Creates the topic; one that exists is no error.</summary>
    Task CreateTopicAsync(string topic, CancellationToken cancellation);

    /// <summary>As <see cref="IBroker.GetRetentionAsync"/>.</summary>
    Task<IReadOnlyDictionary<string, TimeSpan>> GetRetentionAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation);

    /// <summary>Throws where Kafka does not answer.</summary>
    Task PingAsync(CancellationToken cancellation);
}
