namespace EventBrokerManager.Hosting.Checks;

/// <summary>Checks the keys of <c>Kafka</c> that are ours, and that there is a Kafka at all: the embedded one is never chosen by a missing key.</summary>
internal sealed class KafkaCheck : IStartupCheck
{
    public IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration)
    {
        var kafka = configuration.GetSection("Kafka");
        var embedded = kafka["Embedded"];
        if (!string.IsNullOrEmpty(embedded) && !bool.TryParse(embedded, out _))
            yield return new ConfigurationProblem("Kafka:Embedded", $"is \"{embedded}\"; give true or false.");
        else if (string.IsNullOrWhiteSpace(kafka["BootstrapServers"]) && !(bool.TryParse(embedded, out var on) && on))
        {
            yield return new ConfigurationProblem(
                "Kafka:BootstrapServers", "is missing; give the addresses of your Kafka, such as kafka-1:9092,kafka-2:9092. "
                + "To try things out without a Kafka, set Kafka:Embedded to true.");
        }
        if (kafka["Partitions"] is { Length: > 0 } partitions && !(int.TryParse(partitions, out var p) && p is >= 1 and <= 10_000))
            yield return new ConfigurationProblem("Kafka:Partitions", $"is \"{partitions}\"; give a whole number from 1 to 10000, or leave it out for 4.");
        if (kafka["ReplicationFactor"] is { Length: > 0 } factor && !(short.TryParse(factor, out var f) && f is -1 or >= 1))
        {
            yield return new ConfigurationProblem(
                "Kafka:ReplicationFactor", $"is \"{factor}\"; give a whole number from 1 on, or -1 (or nothing) for the broker's own default.");
        }
    }
}
