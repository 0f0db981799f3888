using EventBrokerManager.Bridges;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Bridges;

/// <summary>All bridges, live: which run, which don't, why, how fast, how far behind. Changes never move the rows that somebody reads.</summary>
public sealed partial class BridgesPage
{
    private readonly HashSet<Guid> _selected = [];
    private IReadOnlyList<BridgeDetails> _bridges = [];
    private List<BridgeDetails> _matching = [];
    private List<BridgeDetails> _rows = [];
    private IReadOnlyList<BridgeDetails> _deleting = [];
    private bool _deleteOpen;
    private bool _outOfOrder;
    private string? _shown;

    [SupplyParameterFromQuery(Name = "search")]
    public string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    public string? State { get; set; }

    [SupplyParameterFromQuery(Name = "space")]
    public string? Space { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [Inject]
    public required IBridgeService Bridges { get; init; }

    [Inject]
    public required IBridgeMonitor Monitor { get; init; }

    private bool MayChange => Actor.Is(Role.TechnicalContact);

    private bool AllSelected => _rows.Count > 0 && _rows.TrueForAll(r => _selected.Contains(r.Id));

    private string NoBridgeText => MayChange
        ? "A bridge carries business events between Kafka and AWS SQS, in either direction. Making one takes a space, a name, a region and a queue."
        : $"A bridge carries business events between Kafka and AWS SQS. Making one needs the role {Role.TechnicalContact.Display()}.";

    private string DeleteTitle => _deleting.Count == 1 ? $"Delete {_deleting[0].Name}?" : $"Delete {_deleting.Count} bridges?";

    private string DeleteGuard => _deleting.Count == 1 ? _deleting[0].Name : $"{_deleting.Count} bridges";

    protected override async Task OnInitializedAsync()
    {
        await ReloadAsync();
        if (RendererInfo.IsInteractive)
            Follow(Monitor, RefreshAsync);
    }

    protected override void OnParametersSet()
    {
        var wanted = $"{Search}\n{State}\n{Space}\n{Sort}";
        if (wanted == _shown)
            return;
        _shown = wanted;
        SortAgain();
    }

    private async Task ReloadAsync()
    {
        await LoadAsync(async (actor, gone) => _bridges = await Bridges.ListAsync(actor, gone));
        _selected.IntersectWith(_bridges.Select(b => b.Id));
        if (_rows.Count == 0)
            SortAgain();
        else
            Arrange();
    }

    // Numbers come from the monitor; the database is asked where a state changed or a bridge came or went.
    private async Task RefreshAsync()
    {
        var changed = Monitor.All().Any(s => !_bridges.Any(b => b.Id == s.Id));
        var now = new List<BridgeDetails>(_bridges.Count);
        foreach (var bridge in _bridges)
        {
            var status = Monitor.Get(bridge.Id);
            changed |= status.State != bridge.Status.State;
            now.Add(status.State == BridgeState.Stopped ? bridge : bridge with { Status = status });
        }

        _bridges = now;
        if (changed)
            await ReloadAsync();
        else
            Arrange();
    }

    private void SortAgain()
    {
        _rows = Sorted();
        _matching = [.. BridgeSearch.Match(_bridges, Search, Space)];
        _outOfOrder = false;
    }

    // Keeps every row where it is: new bridges come last, deleted ones go.
    private void Arrange()
    {
        var byId = _bridges.ToDictionary(b => b.Id);
        var sorted = Sorted();
        var kept = _rows.Where(r => byId.ContainsKey(r.Id)).Select(r => byId[r.Id]).ToList();
        var known = kept.Select(r => r.Id).ToHashSet();
        _rows = [.. kept, .. sorted.Where(r => !known.Contains(r.Id))];
        _matching = [.. BridgeSearch.Match(_bridges, Search, Space)];
        _outOfOrder = Sort?.TrimStart('-') is null or "state" or "name" && !_rows.Select(r => r.Id).SequenceEqual(sorted.Select(r => r.Id));
    }

    private List<BridgeDetails> Sorted() => BridgeSearch.Find(_bridges, Search, State, Space, Sort);

    private int CountOf(BridgeState group) => _matching.Count(b => BridgeSearch.GroupOf(b.Status.State) == group);

    private bool IsOn(BridgeState group) => string.Equals(State, group.ToString(), StringComparison.OrdinalIgnoreCase);

    private string StateHref(BridgeState? group) => Navigation.GetUriWithQueryParameter("state", group?.ToString().ToLowerInvariant());

    private void Select(Guid bridge, bool on)
    {
        if (on)
            _selected.Add(bridge);
        else
            _selected.Remove(bridge);
    }

    private void SelectAll(ChangeEventArgs change)
    {
        foreach (var row in _rows)
            Select(row.Id, change.Value is true);
    }

    private IReadOnlyList<BridgeDetails> Selected() => [.. _bridges.Where(b => _selected.Contains(b.Id))];

    private Task StartSelectedAsync() => StartAsync(Selected());

    private Task StopSelectedAsync() => StopAsync(Selected());

    private Task StartAsync(IReadOnlyList<BridgeDetails> bridges) => EachAsync(bridges, Bridges.StartAsync);

    private Task StopAsync(IReadOnlyList<BridgeDetails> bridges) => EachAsync(bridges, Bridges.StopAsync);

    private async Task EachAsync(IReadOnlyList<BridgeDetails> bridges, Func<Actor, Guid, CancellationToken, Task> act)
    {
        await RunAsync(async (actor, gone) =>
        {
            foreach (var bridge in bridges)
                await act(actor, bridge.Id, gone);
        });
        await ReloadAsync();
    }

    private Task TryNowAsync(BridgeDetails bridge) => RunAsync((actor, gone) => Bridges.TryNowAsync(actor, bridge.Id, gone));

    private void AskDeleteSelected() => AskDelete(Selected());

    private void AskDelete(IReadOnlyList<BridgeDetails> bridges) => (_deleting, _deleteOpen) = (bridges, true);

    private async Task DeleteAsync()
    {
        var done = _deleting.Count == 1 ? $"{_deleting[0].Name} is deleted." : $"{_deleting.Count} bridges are deleted.";
        await RunAsync(
            async (actor, gone) =>
            {
                foreach (var bridge in _deleting)
                    await Bridges.DeleteAsync(actor, bridge.Id, gone);
            },
            done);
        _deleteOpen = false;
        await ReloadAsync();
    }
}
