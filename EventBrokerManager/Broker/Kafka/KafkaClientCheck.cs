using Confluent.Kafka;
using EventBrokerManager.Hosting;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>The client's properties in the section <c>Kafka</c>: known names, values of the right kind. Values are never repeated: they may be secret.</summary>
internal sealed class KafkaClientCheck : IStartupCheck
{
    public IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration)
    {
        var settings = BrokerSettings.Read(configuration);
        var scratch = new ClientConfig();
        var problems = new List<ConfigurationProblem>();
        foreach (var (name, value) in settings.Client)
        {
            if (KafkaClientSettings.Set(scratch, name, value) is { } problem)
                problems.Add(new ConfigurationProblem($"{BrokerSettings.Section}:{name}", problem));
        }

        if (problems.Count == 0 && settings.BootstrapServers is not null && ClientProblem(scratch) is { } refused)
            problems.Add(new ConfigurationProblem(BrokerSettings.Section, $"is refused by the Kafka client: {refused}"));
        return problems;
    }

    /// <summary>What only the client itself can tell, such as a certificate file that is missing. It says the property, not its value.</summary>
    private static string? ClientProblem(ClientConfig config)
    {
        try
        {
            new AdminClientBuilder(new AdminClientConfig(config.Copy())).SetLogHandler((_, _) => { }).Build().Dispose();
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }
}
