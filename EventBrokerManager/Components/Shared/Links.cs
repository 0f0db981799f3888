namespace EventBrokerManager.Components.Shared;

/// <summary>Addresses of pages with what they show.</summary>
public static class Links
{
    public static string Landscape(string space) => With("/", ("space", space));

    public static string Events(string? search = null, string? space = null) => With("/events", ("search", search), ("space", space));

    /// <summary>The events page with the details of one.</summary>
    public static string Event(Guid id, string? space = null) => With("/events", ("event", id.ToString()), ("space", space));

    public static string Channels(string? search = null, string? space = null) => With("/channels", ("search", search), ("space", space));

    public static string Bridges(string? search = null, string? space = null) => With("/bridges", ("search", search), ("space", space));

    public static string Bridge(Guid id) => $"/bridges/{id}";

    /// <summary>The dead letters of one bridge.</summary>
    public static string DeadLetters(Guid bridge) => With("/dead-letters", ("bridge", bridge.ToString("N")));

    private static string With(string path, params IEnumerable<(string Name, string? Value)> query)
    {
        var given = string.Join('&', query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}"));
        return given.Length == 0 ? path : $"{path}?{given}";
    }
}
