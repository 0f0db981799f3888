using System.Globalization;
using System.Reflection;
using Confluent.Kafka;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>Sets properties of <see cref="ClientConfig"/> by their names, as the configuration gives them.</summary>
internal static class KafkaClientSettings
{
    /// <summary>What every client of ours starts from.</summary>
    public static ClientConfig ToClientConfig(IReadOnlyDictionary<string, string> properties)
    {
        var config = new ClientConfig
        {
            ClientId = "event-broker-manager",
            AllowAutoCreateTopics = false,
            ReconnectBackoffMs = 100,
            ReconnectBackoffMaxMs = 2_000,
            SocketKeepaliveEnable = true,
        };
        foreach (var (name, value) in properties)
        {
            if (Set(config, name, value) is { } problem)
                throw new ArgumentException($"{BrokerSettings.Section}:{name}: {problem}");
        }

        return config;
    }

    /// <summary>
    /// The properties, for a client of its own: a config made from a config shares them, so that one client's settings would leak
    /// into the next.
    /// </summary>
    public static Dictionary<string, string> Copy(this ClientConfig config) => new(config);

    /// <summary>Sets one property. Answers what is wrong, without the value, or null.</summary>
    public static string? Set(ClientConfig config, string name, string value)
    {
        var property = typeof(ClientConfig).GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
        if (property is not { CanWrite: true })
            return "is no property of Confluent.Kafka's ClientConfig. Correct the name, or remove the key.";
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (!TryConvert(type, value, out var converted))
            return $"must be {Expected(type)}.";
        property.SetValue(config, converted);
        return null;
    }

    private static bool TryConvert(Type type, string value, out object? converted)
    {
        converted = null;
        if (type == typeof(string))
            converted = value;
        else if (type == typeof(bool) && bool.TryParse(value, out var flag))
            converted = flag;
        else if (type == typeof(int) && int.TryParse(value, CultureInfo.InvariantCulture, out var number))
            converted = number;
        else if (type.IsEnum && Enum.TryParse(type, value.Replace("_", "").Replace("-", ""), ignoreCase: true, out var member)
                 && Enum.IsDefined(type, member))
            converted = member;
        return converted is not null;
    }

    private static string Expected(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "a whole number"
        : type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type))
        : "a text";
}
