namespace EventBrokerManager.Components.Layout;

/// <summary>A page of the navigation.</summary>
/// <param name="KnowsSpaces">True where the page shows the chosen space only.</param>
public sealed record PortalPage(string Name, string Path, bool KnowsSpaces, string Purpose);

/// <summary>The pages that the navigation and the command palette offer.</summary>
public static class PortalPages
{
    public static PortalPage LocalQueues { get; } =
        new("Local queues", "/local-queues", false, "Queues on this machine, for trying things out");

    public static IReadOnlyList<PortalPage> Listed { get; } =
    [
        new("Landscape", "/", true, "What flows where, what is broken"),
        new("Bridges", "/bridges", true, "Start, stop and watch bridges"),
        new("Events", "/events", true, "Services, events and their attributes"),
        new("Channels", "/channels", true, "Where events live in Kafka"),
        new("Spaces", "/spaces", false, "Who can exchange events with whom"),
        new("Dead letters", "/dead-letters", false, "What could not be delivered, and why"),
    ];
}
