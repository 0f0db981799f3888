using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Api;

internal sealed record ServiceBody(string? Name, string? Version, IReadOnlyList<EventBody?>? Events = null)
{
    public ServiceRequest ToRequest() => new(Name, Version, [.. (Events ?? []).Select(e => new EventRequest(
        e?.Name,
        [.. (e?.Attributes ?? []).Select(a => new AttributeDetails(a?.Name ?? "", a?.Type ?? ""))]))]);
}

/// <param name="Name">A CloudEvents type, such as OrderPlaced.</param>
internal sealed record EventBody(string? Name, IReadOnlyList<AttributeBody?>? Attributes = null);

internal sealed record AttributeBody(string? Name, string? Type);

/// <param name="App">The app that defines it, or null.</param>
internal sealed record ServiceAnswer(
    string Id, string Name, string Version, string? App, DateTimeOffset Created, IReadOnlyList<EventAnswer> Events)
{
    public static ServiceAnswer Of(ServiceDetails service) => new(
        service.Id.Hex(), service.Name, service.Version, service.App, service.Created, [.. service.Events.Select(EventAnswer.Of)]);
}

/// <param name="Id">The channel id, the same in every space.</param>
/// <param name="Spaces">Where it has a channel.</param>
/// <param name="Bridges">What carries it.</param>
internal sealed record EventAnswer(
    string Id, string Name, IReadOnlyList<AttributeBody> Attributes, IReadOnlyList<string> Spaces, IReadOnlyList<string> Bridges)
{
    public static EventAnswer Of(EventDetails details) => new(
        details.Id.Hex(),
        details.Name,
        [.. details.Attributes.Select(a => new AttributeBody(a.Name, a.Type))],
        details.Spaces,
        details.Bridges);
}
