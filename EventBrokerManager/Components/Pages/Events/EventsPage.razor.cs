using EventBrokerManager.Landscape;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Events;

/// <summary>Which services and events exist, where they live and which bridges carry them.</summary>
public sealed partial class EventsPage
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(10);
    private IReadOnlyList<ServiceDetails> _services = [];
    private List<EventRow> _rows = [];
    private EventRow? _chosen;

    [SupplyParameterFromQuery(Name = "search")]
    public string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "space")]
    public string? Space { get; set; }

    /// <summary>The id of the event whose details are shown.</summary>
    [SupplyParameterFromQuery(Name = "event")]
    public Guid? Event { get; set; }

    [Inject]
    public required ILandscape Landscape { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private string NothingText => Space is null
        ? $"No event, service, app or attribute is called “{Search}”."
        : Search is null ? $"No event has a channel in the space {Space}." : $"Nothing called “{Search}” lives in the space {Space}.";

    protected override async Task OnInitializedAsync()
    {
        await ReloadAsync();
        if (RendererInfo.IsInteractive)
            Repeat(Refresh, Time, ReloadAsync);
    }

    protected override void OnParametersSet() => Choose();

    private static string Some(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "–",
        <= 2 => string.Join(", ", names),
        _ => $"{names[0]}, {names[1]} and {names.Count - 2} more",
    };

    private async Task ReloadAsync()
    {
        await LoadAsync(async (actor, gone) => _services = await Landscape.ServicesAsync(actor, gone));
        Choose();
    }

    private void Choose()
    {
        _rows = EventSearch.Find(_services, Search, Space);
        _chosen = Event is { } id
            ? _services.SelectMany(s => s.Events.Select(e => new EventRow(e, s))).FirstOrDefault(r => r.Event.Id == id)
            : null;
    }

    private string HrefOf(EventRow row) => Navigation.GetUriWithQueryParameter("event", row.Event.Id);
}
