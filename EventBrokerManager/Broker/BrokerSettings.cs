namespace EventBrokerManager.Broker;

/// <summary>How to reach Kafka and how new topics are made, from the configuration's section <c>Kafka</c>.</summary>
/// <param name="Embedded">True: the embedded broker takes a real Kafka's place.</param>
/// <param name="Client">Properties of Confluent.Kafka's ClientConfig by their names, as they were configured. May hold secrets.</param>
/// <param name="Partitions">Of new topics; 4 unless configured.</param>
/// <param name="ReplicationFactor">Of new topics; -1 (the broker's default) unless configured.</param>
public sealed record BrokerSettings(
    bool Embedded, IReadOnlyDictionary<string, string> Client, int Partitions, short ReplicationFactor)
{
    public const string Section = "Kafka";

    /// <summary>Keys of the section that are ours, not the client's.</summary>
    private static readonly string[] Own = ["Embedded", "ReplicationFactor", "Partitions", "AdvertisedServers"];

    /// <summary>The addresses that apps are given where they differ from our own; null where they do not.</summary>
    public string? AdvertisedServers { get; init; }

    public string? BootstrapServers => Client.GetValueOrDefault("BootstrapServers");

    /// <summary>Reads the section; values are taken as they are, <c>KafkaSettingsCheck</c> says what is wrong with them.</summary>
    public static BrokerSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var client = section.GetChildren()
            .Where(entry => !string.IsNullOrWhiteSpace(entry.Value) && !Own.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.OrdinalIgnoreCase);
        return new BrokerSettings(
            IsEmbedded(section, client),
            client,
            int.TryParse(section["Partitions"], out var partitions) ? partitions : 4,
            short.TryParse(section["ReplicationFactor"], out var factor) ? factor : (short)-1)
        {
            AdvertisedServers = string.IsNullOrWhiteSpace(section["AdvertisedServers"]) ? null : section["AdvertisedServers"]!.Trim(),
        };
    }

    /// <summary>A real Kafka that is named wins over Development's embedded default.</summary>
    private static bool IsEmbedded(IConfigurationSection section, Dictionary<string, string> client) =>
        bool.TryParse(section["Embedded"], out var embedded) && embedded && !client.ContainsKey("BootstrapServers");
}
