using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges;

/// <summary>A bridge as a person or a program describes it.</summary>
/// <param name="Service">The connector's key; <c>sqs</c>.</param>
/// <param name="Space">Name or id.</param>
/// <param name="Region">Such as <c>eu-central-1</c>.</param>
public sealed record BridgeRequest(
    string? Name,
    string? Service,
    string? Space,
    string? Region,
    StartFrom From,
    IReadOnlyList<ConnectionRequest> Connections);

/// <param name="Event">Id, <c>service/event</c>, or <c>event</c> where that is unambiguous in the space.</param>
/// <param name="Target">A queue URL.</param>
public sealed record ConnectionRequest(string? Event, Direction Direction, string? Target, EventFormat Format = EventFormat.Binary);
