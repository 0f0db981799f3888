using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Bridges.Details;

/// <summary>One bridge, live: does it work, since when, what happened, what is lost.</summary>
public sealed partial class BridgePage
{
    private BridgeDetails? _bridge;
    private HistoryEntry? _asked;
    private string? _loaded;
    private bool _deleteOpen;

    [Parameter]
    public string? Id { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    /// <summary>The wizard has just started it: the steps of the start are shown until the page is left.</summary>
    [SupplyParameterFromQuery(Name = "started")]
    public bool Started { get; set; }

    [Inject]
    public required IBridgeService Bridges { get; init; }

    [Inject]
    public required IBridgeMonitor Monitor { get; init; }

    private bool MayChange => Actor.Is(Role.TechnicalContact);

    private BridgeStatus Status => _bridge!.Status;

    private string Path => $"/bridges/{_bridge!.Id.Hex()}";

    private bool ShowChecks => Status.Checks.Count > 0 && (Started || Status.State is not (BridgeState.Running or BridgeState.Stopped));

    private string Shown => Tabs.Any(t => t.Key == Tab) ? Tab! : "overview";

    private IEnumerable<(string Key, string Text, int? Count)> Tabs =>
    [
        ("overview", "Overview", null),
        ("connections", "Connections", _bridge!.Connections.Count),
        ("policy", "Access policy", null),
        ("dead-letters", "Dead letters", (int)Math.Min(Status.DeadLetters, int.MaxValue)),
        ("history", "History", null),
    ];

    private string Reason
    {
        get
        {
            var troubled = Status.Connections.Count(c => c.State == Status.State);
            return Status.State is BridgeState.Failed or BridgeState.Retrying && _bridge!.Connections.Count > 1 && troubled > 0
                ? $"{troubled} of {_bridge.Connections.Count} connections: {Status.Reason}"
                : Status.Reason;
        }
    }

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            Follow(Monitor, RefreshAsync);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Id == _loaded)
            return;
        (_loaded, _bridge) = (Id, null);
        await ReloadAsync();
    }

    private Task ReloadAsync() => LoadAsync(async (actor, gone) =>
    {
        if (!Names.TryParseId(Id, out var id))
            throw RefusedException.NotFound("There is no such bridge. The page Bridges shows those that are there.");
        _bridge = await Bridges.GetAsync(actor, id, gone);
        _asked = (await Bridges.HistoryAsync(actor, id, 100, gone)).FirstOrDefault(h => h.By is not null);
    });

    // Numbers come from the monitor; the database is asked where the state changed.
    private async Task RefreshAsync()
    {
        if (_bridge is null)
            return;
        var status = Monitor.Get(_bridge.Id);
        if (status.State != Status.State)
            await ReloadAsync();
        else if (status.State != BridgeState.Stopped)
            _bridge = _bridge with { Status = status };
    }

    private Task StartAsync() => ActAsync(Bridges.StartAsync);

    private Task StopAsync() => ActAsync(Bridges.StopAsync);

    private async Task ActAsync(Func<Actor, Guid, CancellationToken, Task> act)
    {
        await RunAsync((actor, gone) => act(actor, _bridge!.Id, gone));
        await ReloadAsync();
    }

    private Task TryNowAsync() => RunAsync((actor, gone) => Bridges.TryNowAsync(actor, _bridge!.Id, gone));

    private async Task DeleteAsync()
    {
        if (await RunAsync((actor, gone) => Bridges.DeleteAsync(actor, _bridge!.Id, gone), $"{_bridge!.Name} is deleted."))
            Navigation.NavigateTo("/bridges");
        else
            _deleteOpen = false;
    }
}
