using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>What the engine needs to know of a bridge to run it. Does not change while it runs; a change is a new revision.</summary>
public sealed record BridgePlan(
    Guid Id, string Name, string Service, string Region, StartFrom From, int Revision, IReadOnlyList<ConnectionPlan> Connections);

/// <param name="EventType">The CloudEvents type that this connection carries.</param>
/// <param name="Target">The target's address, such as a queue URL; checked when it was saved.</param>
/// <param name="TargetName">Its short name, for people.</param>
/// <param name="Delivered">The count to go on from.</param>
/// <param name="DeadLetters">The count to go on from.</param>
public sealed record ConnectionPlan(
    Guid Id, string EventType, string Topic, Direction Direction, string Target, string TargetName, EventFormat Format,
    long Delivered, long DeadLetters);
