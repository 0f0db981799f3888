using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine.Metering;

/// <summary>How a connection is called in metrics and logs: by names that people know, never by an address.</summary>
/// <param name="Bridge">The bridge's name, unique in the organisation.</param>
/// <param name="Connection">Such as <c>OrderPlaced to orders</c>; unique in its bridge.</param>
internal sealed record ConnectionLabels(string Bridge, string Connection)
{
    /// <summary>The labels of every connection of a bridge. Where two would be called the same, each has the start of its id, too.</summary>
    public static IReadOnlyDictionary<Guid, ConnectionLabels> Of(
        string bridge, IEnumerable<(Guid Id, string Event, Direction Direction, string TargetName)> connections)
    {
        var named = connections.Select(connection => (
            connection.Id,
            Name: $"{connection.Event} {(connection.Direction == Direction.KafkaToTarget ? "to" : "from")} {connection.TargetName}")).ToList();
        var taken = named.CountBy(connection => connection.Name).ToDictionary();
        return named.ToDictionary(
            connection => connection.Id,
            connection => new ConnectionLabels(bridge, taken[connection.Name] == 1 ? connection.Name : $"{connection.Name} ({connection.Id.Hex()[..8]})"));
    }

    public static IReadOnlyDictionary<Guid, ConnectionLabels> Of(BridgePlan plan) => Of(
        plan.Name, plan.Connections.Select(connection => (connection.Id, connection.EventType, connection.Direction, connection.TargetName)));
}
