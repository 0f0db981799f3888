using EventBrokerManager.Broker.Embedded;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>Builds the broker that the settings ask for.</summary>
internal static class KafkaBrokerFactory
{
    public static KafkaBroker Create(BrokerSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("EventBrokerManager.Broker");
        if (settings.Embedded)
        {
            var cluster = new MockCluster();
            var local = KafkaClientSettings.ToClientConfig(new Dictionary<string, string> { ["BootstrapServers"] = cluster.BootstrapServers });
            return new KafkaBroker(
                local, _ => new EmbeddedClusterAdmin(cluster, settings.Partitions), "Embedded broker", isEmbedded: true, time, logger);
        }

        var config = KafkaClientSettings.ToClientConfig(settings.Client);
        return new KafkaBroker(
            config, client => new RealClusterAdmin(client, settings.Partitions, settings.ReplicationFactor),
            config.BootstrapServers, isEmbedded: false, time, logger);
    }
}
