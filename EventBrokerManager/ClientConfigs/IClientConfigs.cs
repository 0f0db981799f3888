namespace EventBrokerManager.ClientConfigs;

/// <summary>What an app needs to publish and subscribe, in the form of the original.</summary>
public sealed record ClientConfiguration(
    string Version, IReadOnlyList<string> AllowedOverrides, PublishConfiguration Publish, SubscribeConfiguration Subscribe);

public sealed record PublishConfiguration(IReadOnlyList<PublishedEvent> Events);

/// <param name="Channel">The event's id, 32 hex.</param>
public sealed record PublishedEvent(string EventName, string Channel, string Topic);

public sealed record SubscribeConfiguration(SubscribeClientConfiguration ClientConfig, IReadOnlyList<SubscribedEvent> Events);

/// <param name="ConsumerGroupIdPrefix">The space's id with dashes, which all apps of the space share; of Free apps the organisation's.</param>
public sealed record SubscribeClientConfiguration(string ConsumerGroupIdPrefix);

/// <param name="PartialTopic">The topic without the dot and the space's id.</param>
public sealed record SubscribedEvent(string EventName, string Channel, string PartialTopic);

/// <summary>Why a configuration is refused; the HTTP status. Only 503 is worth a retry.</summary>
public enum ConfigurationRefusal
{
    Unauthorised = 401,

    /// <summary>The broker is off, or the credentials were revoked.</summary>
    Forbidden = 403,

    /// <summary>Kafka refuses a topic.</summary>
    Conflict = 409,
    TooLarge = 413,
    Malformed = 422,
    TooMany = 429,

    /// <summary>Kafka or the database does not answer.</summary>
    Unavailable = 503,
}

/// <summary>A configuration call that is refused, with words for the people who look after the app.</summary>
/// <param name="line">Of the text, from 1; null where no place is to blame.</param>
public sealed class ConfigurationRefusedException(ConfigurationRefusal kind, string message, int? line = null, int? column = null, Exception? inner = null)
    : Exception(message, inner)
{
    public ConfigurationRefusal Kind { get; } = kind;

    public int? Line { get; } = line;

    public int? Column { get; } = column;
}

/// <param name="Environment">As the address names it: an id, or <c>app/environment</c>.</param>
/// <param name="Token">Null where none was sent.</param>
/// <param name="Caller">Who calls, such as the remote address; wrong tokens are counted per caller.</param>
/// <param name="Version">The header <c>X-Version</c>; null where there is none.</param>
/// <param name="Body">Read only when the token is right.</param>
public sealed record ConfigurationRequest(string Environment, string? Token, string Caller, string? Version, Func<CancellationToken, Task<ReadOnlyMemory<byte>>> Body);

/// <summary>The call that an app makes when it starts.</summary>
public interface IClientConfigs
{
    /// <summary>
    /// Takes what the app implements, makes the channels of what it publishes, applies default access, and answers with its topics.
    /// The same call again changes nothing. Refused calls stand in the environment's timeline, where the token told which one it is.
    /// </summary>
    /// <exception cref="ConfigurationRefusedException">See <see cref="ConfigurationRefusal"/>.</exception>
    Task<ClientConfiguration> PutAsync(ConfigurationRequest request, CancellationToken cancellation);
}
