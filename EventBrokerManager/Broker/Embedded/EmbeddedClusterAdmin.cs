using EventBrokerManager.Broker.Kafka;

namespace EventBrokerManager.Broker.Embedded;

/// <summary>
/// Administration of the embedded broker. Most admin requests time out there and two end the process, so it goes through
/// the mock cluster's own calls and remembers what it made.
/// </summary>
internal sealed class EmbeddedClusterAdmin(MockCluster cluster, int partitions) : IClusterAdmin
{
    private readonly Dictionary<string, TopicState> _topics = [];

    /// <summary>Topics end with the process, so their identity is the process's.</summary>
    private readonly string _incarnation = Guid.NewGuid().ToString("N");

    public Task<IReadOnlyDictionary<string, TopicState>> DescribeTopicsAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellation)
    {
        lock (_topics)
        {
            return Task.FromResult<IReadOnlyDictionary<string, TopicState>>(
                topics.Where(_topics.ContainsKey).Distinct().ToDictionary(topic => topic, topic => _topics[topic]));
        }
    }

    public Task CreateTopicAsync(string topic, CancellationToken cancellation) => Task.Run(() =>
    {
        lock (_topics)
        {
            if (_topics.ContainsKey(topic))
                return;
            cluster.CreateTopic(topic, partitions);
            _topics[topic] = new TopicState(topic, partitions, 1) { Id = _incarnation };
        }
    }, cancellation);

    /// <summary>It keeps records by size, not by time.</summary>
    public Task<IReadOnlyDictionary<string, TimeSpan>> GetRetentionAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, TimeSpan>>(new Dictionary<string, TimeSpan>());

    public Task PingAsync(CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose() => cluster.Dispose();
}
