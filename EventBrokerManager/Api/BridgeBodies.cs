using System.ComponentModel.DataAnnotations;
using EventBrokerManager.Bridges;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Api;

/// <param name="Service">sqs.</param>
/// <param name="Space">Name or id.</param>
/// <param name="Region">Such as eu-central-1.</param>
/// <param name="From">Where it begins to read: events that come (new, unless given), or the earliest kept.</param>
/// <param name="Revision">For a change: the revision that it is based on; another one there is a conflict. Null: whatever is there.</param>
internal sealed record BridgeBody(
    string? Name,
    string? Service,
    string? Space,
    string? Region,
    IReadOnlyList<ConnectionBody?>? Connections,
    [property: AllowedValues("new", "earliest")] string? From = null,
    int? Revision = null)
{
    /// <exception cref="RefusedException">A word is none that there is.</exception>
    public BridgeRequest ToRequest()
    {
        var problems = new List<FieldProblem>();
        var from = Words.Read<StartFrom>(From, "from", problems, StartFrom.New);
        var connections = (Connections ?? []).Select((c, i) => new ConnectionRequest(
            c?.Event,
            Words.Read<Direction>(c?.Direction, $"connections[{i}].direction", problems),
            c?.Target,
            Words.Read<EventFormat>(c?.Format, $"connections[{i}].format", problems, EventFormat.Binary))).ToList();
        return problems.Count == 0
            ? new BridgeRequest(Name, Service, Space, Region, from, connections)
            : throw RefusedException.Invalid(problems);
    }
}

/// <param name="Event">As service/event, or the event alone where that is unambiguous in the space, or its id.</param>
/// <param name="Target">A queue URL.</param>
/// <param name="Format">binary unless given.</param>
internal sealed record ConnectionBody(
    string? Event,
    [property: AllowedValues("kafkaToTarget", "targetToKafka")] string? Direction,
    string? Target,
    [property: AllowedValues("binary", "structured")] string? Format = null);

/// <param name="State">What it does.</param>
/// <param name="Reason">Why, and whose move it is.</param>
/// <param name="Since">When the state began.</param>
/// <param name="Desired">What was asked for.</param>
internal sealed record BridgeAnswer(
    string Id, string Name, string Service, string Space, string Region, string From, IReadOnlyList<ConnectionAnswer> Connections,
    BridgeState State, string Reason, DateTimeOffset Since, DesiredState Desired, int Revision, string CreatedBy, DateTimeOffset Created)
{
    public static BridgeAnswer Of(BridgeDetails bridge) => new(
        bridge.Id.Hex(),
        bridge.Name,
        bridge.Service,
        bridge.Space,
        bridge.Region,
        Words.Of(bridge.From),
        [.. bridge.Connections.Select(c => ConnectionAnswer.Of(c, bridge))],
        bridge.Status.State,
        bridge.Status.Reason,
        bridge.Status.Since,
        bridge.Desired,
        bridge.Revision,
        bridge.CreatedBy,
        bridge.Created);
}

/// <param name="Event">As service/event.</param>
/// <param name="Delivered">Events confirmed by the other side since the connection exists.</param>
/// <param name="DeadLetters">Events that could not be delivered and are kept.</param>
/// <param name="Lag">Events that wait at the source; null where it cannot be known.</param>
internal sealed record ConnectionAnswer(
    string Id, string Event, string Direction, string Target, string Format, BridgeState State, string Reason,
    long Delivered, long DeadLetters, long? Lag)
{
    public static ConnectionAnswer Of(ConnectionDetails connection, BridgeDetails bridge)
    {
        // A connection that was just added is not in the engine's moment yet.
        var status = bridge.Status.Connections.FirstOrDefault(s => s.Id == connection.Id);
        return new ConnectionAnswer(
            connection.Id.Hex(),
            $"{connection.Service}/{connection.Event}",
            Words.Of(connection.Direction),
            connection.Target,
            Words.Of(connection.Format),
            status?.State ?? bridge.Status.State,
            status?.Reason ?? bridge.Status.Reason,
            status?.Delivered ?? 0,
            status?.DeadLetters ?? 0,
            status?.Lag);
    }
}
