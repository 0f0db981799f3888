using EventBrokerManager.Landscape;

namespace EventBrokerManager.Components.Pages.Events;

/// <summary>One event with the service that defines it.</summary>
public sealed record EventRow(EventDetails Event, ServiceDetails Service);

/// <summary>Which events the page shows.</summary>
public static class EventSearch
{
    /// <summary>Every word must be found in the event's name, its service, its app or one of its attributes.</summary>
    /// <returns>By service, then by name.</returns>
    /// <param name="space">A space's name: only events that live there.</param>
    /// <param name="service">A service's name: only its events.</param>
    public static List<EventRow> Find(IReadOnlyList<ServiceDetails> services, string? search, string? space, string? service = null)
    {
        var words = (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. services
                .Where(s => service is null || s.Name == service)
                .OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase)
                .SelectMany(s => s.Events.OrderBy(e => e.Name, StringComparer.OrdinalIgnoreCase).Select(e => new EventRow(e, s)))
                .Where(r => space is null || r.Event.Spaces.Contains(space))
                .Where(r => words.All(w => Has(r, w))),
        ];
    }

    private static bool Has(EventRow row, string word) =>
        Contains(row.Event.Name, word)
        || Contains(row.Service.Name, word)
        || Contains(row.Service.App, word)
        || row.Event.Attributes.Any(a => Contains(a.Name, word));

    private static bool Contains(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
}
