using EventBrokerManager.Broker;
using EventBrokerManager.Broker.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventBrokerManager.Tests.Broker.Kafka;

public sealed class KafkaBrokerFactoryTests
{
    [Fact]
    public void Dispose_OfARealKafkaThatIsAway_EndsQuietly()
    {
        var settings = new BrokerSettings(false, new Dictionary<string, string> { ["BootstrapServers"] = "127.0.0.1:1" }, 4, -1);
        var broker = KafkaBrokerFactory.Create(settings, TimeProvider.System, NullLoggerFactory.Instance);
        broker.Dispose();
    }
}
