using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges;

/// <summary>What must be known to judge a <see cref="BridgeRequest"/>.</summary>
/// <param name="Space">What the request's space stands for.</param>
/// <param name="Events">What each connection's event stands for, in the request's order.</param>
/// <param name="NameTaken">Another bridge of the organisation has that name.</param>
/// <param name="QueuesInUse">Those of the request's queues that connections of other bridges use, by URL.</param>
/// <param name="AllowedOrigins">Origins of queue URLs other than AWS.</param>
public sealed record BridgeFacts(
    Resolved<KnownSpace> Space,
    IReadOnlyList<Resolved<KnownEvent>> Events,
    bool NameTaken,
    IReadOnlyDictionary<string, QueueUse> QueuesInUse,
    IReadOnlyCollection<string> AllowedOrigins);

public sealed record KnownSpace(Guid Id, string Name);

public sealed record KnownEvent(Guid Id, string Name, string Service);

/// <summary>That a bridge uses a queue.</summary>
public sealed record QueueUse(string Bridge, Direction Direction);
