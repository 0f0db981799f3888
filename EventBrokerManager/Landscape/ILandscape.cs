using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape;

/// <summary>A space and how much is in it.</summary>
public sealed record SpaceDetails(
    Guid Id, string Name, DateTimeOffset Created, IReadOnlyList<string> Environments, int Channels, int Bridges);

public sealed record ServiceDetails(
    Guid Id, string Name, string Version, string? App, DateTimeOffset Created, IReadOnlyList<EventDetails> Events);

/// <param name="Spaces">Names of the spaces where the event has a channel.</param>
/// <param name="Bridges">Names of the bridges that carry it.</param>
public sealed record EventDetails(
    Guid Id, string Name, string Service, string Version, IReadOnlyList<AttributeDetails> Attributes,
    IReadOnlyList<string> Spaces, IReadOnlyList<string> Bridges);

public sealed record AttributeDetails(string Name, string Type);

/// <param name="Retained">Events that Kafka keeps now; null where Kafka does not answer.</param>
/// <param name="Problem">What is wrong with the topic, such as that it is gone; null where all is well.</param>
public sealed record ChannelDetails(
    Guid Id, Guid EventId, string Event, string Service, Guid SpaceId, string Space, string Topic,
    int Partitions, int ReplicationFactor, bool TakenOver, IReadOnlyList<string> Bridges, long? Retained, string? Problem);

/// <summary>
/// Spaces, services, events and channels. Checks roles, keeps the audit, makes topics.
/// Every refusal is a <see cref="RefusedException"/>.
/// </summary>
public interface ILandscape
{
    /// <summary>The organisation's name and the region that it prefers.</summary>
    Task<(string Name, string? Region)> OrganisationAsync(CancellationToken cancellation);

    Task<IReadOnlyList<SpaceDetails>> SpacesAsync(Actor actor, CancellationToken cancellation);

    Task<SpaceDetails> CreateSpaceAsync(Actor actor, string? name, CancellationToken cancellation);

    Task<IReadOnlyList<ServiceDetails>> ServicesAsync(Actor actor, CancellationToken cancellation);

    Task<ServiceDetails> CreateServiceAsync(Actor actor, ServiceRequest request, CancellationToken cancellation);

    /// <param name="withOffsets">True to ask Kafka how many events each channel keeps.</param>
    Task<IReadOnlyList<ChannelDetails>> ChannelsAsync(Actor actor, bool withOffsets, CancellationToken cancellation);

    /// <summary>Makes the channel and its topic, or answers the one that is there.</summary>
    /// <param name="eventName">Id, <c>service/event</c>, or an event's name where it is unambiguous.</param>
    /// <param name="space">Name or id.</param>
    Task<ChannelDetails> EnsureChannelAsync(Actor actor, string? eventName, string? space, CancellationToken cancellation);
}

public sealed record ServiceRequest(string? Name, string? Version, IReadOnlyList<EventRequest> Events);

public sealed record EventRequest(string? Name, IReadOnlyList<AttributeDetails> Attributes);
