using EventBrokerManager.Components.Pages.Events;
using EventBrokerManager.Landscape;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Channels;

/// <summary>Makes a channel without an app: an event, and the space where it shall live.</summary>
public sealed partial class CreateChannelDialog
{
    private const int Most = 100;
    private IReadOnlyList<ServiceDetails> _services = [];
    private IReadOnlyList<string> _spaces = [];
    private string _search = "";
    private string _event = "";
    private string _space = "";
    private bool _wasOpen;

    [Parameter, EditorRequired]
    public bool Open { get; set; }

    [Parameter]
    public EventCallback<bool> OpenChanged { get; set; }

    /// <summary>The space that is chosen at first, or null.</summary>
    [Parameter]
    public string? Space { get; set; }

    [Parameter]
    public EventCallback<ChannelDetails> Created { get; set; }

    [Inject]
    public required ILandscape Landscape { get; init; }

    private IEnumerable<EventRow> Found => EventSearch.Find(_services, _search, space: null).Take(Most);

    protected override async Task OnParametersSetAsync()
    {
        if (Open == _wasOpen)
            return;
        _wasOpen = Open;
        if (!Open)
            return;
        (_search, _event, _space) = ("", "", Space ?? "");
        ForgetProblems();
        await LoadAsync(async (actor, gone) =>
        {
            _services = await Landscape.ServicesAsync(actor, gone);
            _spaces = [.. (await Landscape.SpacesAsync(actor, gone)).Select(s => s.Name)];
        });
    }

    private async Task SaveAsync()
    {
        ChannelDetails? channel = null;
        var done = await RunAsync(
            async (actor, gone) => channel = await Landscape.EnsureChannelAsync(actor, _event, _space, gone),
            inDialog: true);
        if (!done)
            return;
        await OpenChanged.InvokeAsync(false);
        await Created.InvokeAsync(channel);
    }
}
