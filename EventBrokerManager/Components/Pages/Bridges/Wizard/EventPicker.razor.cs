using EventBrokerManager.Components.Pages.Events;
using EventBrokerManager.Landscape;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Bridges.Wizard;

/// <summary>Chooses events by search; those of the space first, because their channels are there already.</summary>
public sealed partial class EventPicker
{
    private const int Most = 200;
    private readonly HashSet<Guid> _picked = [];
    private List<EventRow> _found = [];
    private string _search = "";
    private bool _wasOpen;

    [Parameter, EditorRequired]
    public bool Open { get; set; }

    [Parameter]
    public EventCallback<bool> OpenChanged { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ServiceDetails> Services { get; set; } = [];

    /// <summary>The bridge's space, by name.</summary>
    [Parameter, EditorRequired]
    public string Space { get; set; } = "";

    /// <summary>Events that the bridge has already.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyCollection<Guid> Chosen { get; set; } = [];

    [Parameter]
    public EventCallback<IReadOnlyList<EventRow>> OnAdd { get; set; }

    protected override void OnParametersSet()
    {
        if (Open && !_wasOpen)
        {
            _search = "";
            _picked.Clear();
        }

        _wasOpen = Open;
    }

    protected override bool ShouldRender()
    {
        if (Open)
            _found = [.. EventSearch.Find(Services, _search, space: null).OrderBy(r => r.Event.Spaces.Contains(Space) ? 0 : 1)];
        return true;
    }

    private string About(EventRow row)
    {
        var attributes = row.Event.Attributes.Count == 0 ? "" : " · " + string.Join(", ", row.Event.Attributes.Select(a => a.Name));
        var place = row.Event.Spaces.Contains(Space) ? "" : $" · not yet in {Space}; its channel is made";
        return $"{row.Service.Name} {row.Service.Version}{attributes}{place}";
    }

    private void Pick(Guid id, bool on)
    {
        if (on)
            _picked.Add(id);
        else
            _picked.Remove(id);
    }

    private async Task AddAsync()
    {
        var chosen = EventSearch.Find(Services, null, space: null).Where(r => _picked.Contains(r.Event.Id)).ToList();
        await OpenChanged.InvokeAsync(false);
        await OnAdd.InvokeAsync(chosen);
    }
}
