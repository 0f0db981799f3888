using EventBrokerManager.Bridges;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Components.Pages.Home;

/// <summary>A column of the graph, from left to right.</summary>
public enum Column
{
    Publisher,
    Event,
    Bridge,
    Target,
}

/// <param name="Css">The class that gives the state's colour, or null.</param>
public sealed record GraphNode(string Id, Column Column, string Name, string Note, string Href, string? Css = null);

/// <param name="From">The left node's id.</param>
/// <param name="To">The right node's id, one column further.</param>
/// <param name="Backwards">True where events run from right to left.</param>
/// <param name="PerSecond">Events per second; null where it is not known.</param>
/// <param name="Label">Written on the edge, or null.</param>
public sealed record GraphEdge(string From, string To, bool Backwards, double? PerSecond, string? Label, string Css);

/// <summary>What flows where in one space: publishers, events, the bridges that carry them, and the queues outside.</summary>
/// <param name="LeftOut">Events that no bridge carries and for which there was no room.</param>
public sealed record LandscapeGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, int LeftOut)
{
    private const int MostQuietEvents = 12;

    /// <param name="space">The space's name.</param>
    public static LandscapeGraph Of(
        string space, IReadOnlyList<ServiceDetails> services, IReadOnlyList<ChannelDetails> channels, IReadOnlyList<BridgeDetails> bridges)
    {
        var nodes = new Dictionary<string, GraphNode>();
        var edges = new List<GraphEdge>();
        var carriers = bridges.Where(b => b.Space == space).OrderBy(b => b.Name, StringComparer.OrdinalIgnoreCase).ToList();
        var carried = carriers.SelectMany(b => b.Connections).Select(c => c.EventId).ToHashSet();
        var living = channels.Where(c => c.Space == space).Select(c => c.EventId).ToHashSet();
        var left = 0;
        var quiet = 0;

        var byName = StringComparer.OrdinalIgnoreCase;
        foreach (var service in services.OrderBy(s => s.App ?? s.Name, byName).ThenBy(s => s.Name, byName))
        {
            foreach (var item in service.Events.OrderBy(e => e.Name, byName))
            {
                if (!carried.Contains(item.Id))
                {
                    if (!living.Contains(item.Id))
                        continue;
                    if (++quiet > MostQuietEvents)
                    {
                        left++;
                        continue;
                    }
                }

                AddEvent(nodes, edges, service, item, space);
            }
        }

        foreach (var bridge in carriers)
            AddBridge(nodes, edges, bridge);
        return new LandscapeGraph([.. nodes.Values], edges, left);
    }

    private static void AddEvent(
        Dictionary<string, GraphNode> nodes, List<GraphEdge> edges, ServiceDetails service, EventDetails item, string space)
    {
        var owner = service.App is null ? $"s:{service.Id}" : $"a:{service.App}";
        nodes.TryAdd(owner, new GraphNode(owner, Column.Publisher, service.App ?? service.Name,
            service.App is null ? "service" : "app", Links.Events(service.Name)));
        var id = EventId(item.Id);
        nodes[id] = new GraphNode(id, Column.Event, item.Name, $"{service.Name} {service.Version}", Links.Event(item.Id, space));
        edges.Add(new GraphEdge(owner, id, false, null, null, ""));
    }

    private static void AddBridge(Dictionary<string, GraphNode> nodes, List<GraphEdge> edges, BridgeDetails bridge)
    {
        var id = $"b:{bridge.Id}";
        var href = Links.Bridge(bridge.Id);
        nodes[id] = new GraphNode(id, Column.Bridge, bridge.Name,
            $"{bridge.Service.ToUpperInvariant()} bridge · {bridge.Status.State}", href, Format.CssOf(bridge.Status.State));
        foreach (var connection in bridge.Connections)
        {
            var status = bridge.Status.Connections.FirstOrDefault(c => c.Id == connection.Id);
            var state = status?.State ?? BridgeState.Stopped;
            var target = $"t:{connection.Id}";
            nodes[target] = new GraphNode(target, Column.Target, Format.TargetName(connection.Target), bridge.Region, href);
            var backwards = connection.Direction == Direction.TargetToKafka;
            var rate = status?.PerSecond ?? 0;
            var label = state == BridgeState.Running ? $"{Format.Rate(rate)}/s" : state.ToString().ToLowerInvariant();
            edges.Add(new GraphEdge(EventId(connection.EventId), id, backwards, rate, null, rate > 0 ? "flow" : ""));
            edges.Add(new GraphEdge(id, target, backwards, rate, label, Format.CssOf(state)));
        }
    }

    private static string EventId(Guid id) => $"e:{id}";
}
