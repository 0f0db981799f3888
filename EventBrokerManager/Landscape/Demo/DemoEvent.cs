using System.Text.Json.Nodes;

namespace EventBrokerManager.Landscape.Demo;

/// <summary>A field of a demo event: as it is described, and how it is filled.</summary>
internal sealed record DemoAttribute(string Name, string Type, Func<DemoOrder, JsonNode> Value);

/// <param name="Weight">How often it is published, next to the others.</param>
/// <param name="Key">The record's key, so that what concerns one thing stays in order.</param>
internal sealed record DemoEvent(string Name, int Weight, Func<DemoOrder, string> Key, params IReadOnlyList<DemoAttribute> Attributes)
{
    /// <summary>The body: exactly the attributes that the landscape shows.</summary>
    public JsonObject Body(DemoOrder order) => new(Attributes.Select(a => KeyValuePair.Create<string, JsonNode?>(a.Name, a.Value(order))));

    public EventRequest Request => new(Name, [.. Attributes.Select(a => new AttributeDetails(a.Name, a.Type))]);
}

/// <param name="App">The app that defines the service.</param>
internal sealed record DemoService(string Name, string Version, string App, params IReadOnlyList<DemoEvent> Events)
{
    public ServiceRequest Request => new(Name, Version, [.. Events.Select(e => e.Request)]);
}
