using Confluent.Kafka;
using EventBrokerManager.Hosting;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>The client's properties in the section <c>Kafka</c>: known names, values of the right kind. Values are never repeated: they may be secret.</summary>
internal sealed class KafkaClientCheck : IStartupCheck
{
    public IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration)
    {
        var scratch = new ClientConfig();
        foreach (var (name, value) in BrokerSettings.Read(configuration).Client)
        {
            if (KafkaClientSettings.Set(scratch, name, value) is { } problem)
                yield return new ConfigurationProblem($"{BrokerSettings.Section}:{name}", problem);
        }
    }
}
