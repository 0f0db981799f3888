using System.Globalization;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.DeadLetters;

/// <summary>
/// Dead letters of one bridge or of all: by reason, as a list, one with its event; sent again or discarded. What is shown stands in the
/// address. Those that come while somebody reads wait behind a button.
/// </summary>
public sealed partial class LetterBrowser
{
    private const int Page = 100;
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);
    private readonly HashSet<long> _selected = [];
    private IReadOnlyList<DeadLetterGroup> _groups = [];
    private List<DeadLetterSummary> _letters = [];
    private RedrivePanel? _panel;
    private DeadLetterContent? _shown;
    private LetterChoice? _redrive;
    private LetterChoice? _discard;
    private (Guid?, DeadLetterFilter)? _loaded;
    private DateTimeOffset _newest;
    private bool _hasNewer;
    private bool _more;

    /// <summary>Null for all bridges.</summary>
    [Parameter, EditorRequired]
    public Guid? Bridge { get; set; }

    /// <summary>Further filters.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [SupplyParameterFromQuery(Name = "search")]
    public string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "connection")]
    public string? Connection { get; set; }

    [SupplyParameterFromQuery(Name = "reason")]
    public string? Reason { get; set; }

    [SupplyParameterFromQuery(Name = "type")]
    public string? Type { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [Inject]
    public required IDeadLetters Letters { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private bool MayChange => Actor.Is(Role.TechnicalContact);

    private bool IsFiltered => Filter != DeadLetterFilter.All;

    private DeadLetterFilter Filter => new(
        Names.TryParseId(Connection, out var connection) ? connection : null, Reason, Type, TimeOf(From), TimeOf(To), Search);

    private int Fitting => Shown.Sum(g => g.Count);

    private int Chosen => _selected.Count > 0 ? _selected.Count : Fitting;

    /// <summary>The groups that the list shows: all, or the one that was chosen among them.</summary>
    private IEnumerable<DeadLetterGroup> Shown => _groups.Where(g =>
        (Filter.Connection is null || g.ConnectionId == Filter.Connection) && (Reason is null || g.ReasonCode == Reason));

    private Func<Guid, string>? NameOf => Bridge is null ? id => _groups.FirstOrDefault(g => g.BridgeId == id)?.Bridge ?? "" : null;

    private string ChosenText => Reason is null ? "One connection" : DeadLetterReason.Of(Reason, null).Title;

    private string AllReasonsHref => Without("connection", "reason");

    private string NothingChosenHref => Without("connection", "reason", "type", "search", "from", "to");

    /// <summary>What the buttons act on; null where that is not one bridge's.</summary>
    private LetterChoice? Choice
    {
        get
        {
            var bridges = (_selected.Count > 0 ? _letters.Where(l => _selected.Contains(l.Id)).Select(l => l.BridgeId) : Shown.Select(g => g.BridgeId))
                .Distinct().ToList();
            if (bridges is not [var bridge] || _groups.FirstOrDefault(g => g.BridgeId == bridge) is not { } any)
                return null;
            return _selected.Count > 0
                ? new LetterChoice(bridge, any.Bridge, DeadLetterSelection.These([.. _selected.Order()]), _selected.Count, "those that you selected")
                : new LetterChoice(bridge, any.Bridge, DeadLetterSelection.Matching(Filter), Fitting, IsFiltered ? "all that fit the filter" : "all of them");
        }
    }

    private string? Hint => Choice is not null ? null
        : _selected.Count > 0 ? "These belong to several bridges. Select those of one." : "These belong to several bridges. Choose a bridge or a reason.";

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            Repeat(Refresh, Time, CountAsync);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == (Bridge, Filter))
            return;
        _loaded = (Bridge, Filter);
        _selected.Clear();
        await ReloadAsync();
    }

    private static DateTimeOffset? TimeOf(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private string Without(params IEnumerable<string> names) =>
        Navigation.GetUriWithQueryParameters(names.ToDictionary(name => name, _ => (object?)null));

    private Task ReloadAsync() => LoadAsync(async (actor, gone) =>
    {
        await CountAsync(actor, gone);
        _letters = [.. await Letters.ListAsync(actor, Bridge, Filter, Page, null, gone)];
        _more = _letters.Count == Page;
        _newest = _groups.Count == 0 ? default : _groups.Max(g => g.Newest);
        _hasNewer = false;
        _selected.IntersectWith(_letters.Select(l => l.Id));
    });

    private async Task CountAsync()
    {
        var wasEmpty = _groups.Count == 0;
        await LoadAsync(CountAsync);
        _hasNewer = _groups.Count > 0 && _groups.Max(g => g.Newest) > _newest;
        if (wasEmpty && _hasNewer)
            await ReloadAsync();
    }

    // The other reasons stay in sight, so that another one is a click away.
    private async Task CountAsync(Actor actor, CancellationToken gone) =>
        _groups = await Letters.GroupsAsync(actor, Bridge, Filter with { Connection = null, ReasonCode = null }, gone);

    private Task MoreAsync() => RunAsync(async (actor, gone) =>
    {
        var older = await Letters.ListAsync(actor, Bridge, Filter, Page, _letters[^1].Id, gone);
        _letters.AddRange(older);
        _more = older.Count == Page;
    });

    private Task ShowAsync(DeadLetterSummary letter) =>
        RunAsync(async (actor, gone) => _shown = await Letters.GetAsync(actor, letter.BridgeId, letter.Id, gone));

    /// <summary>From the dialog that shows one to the one that acts on it.</summary>
    private void Turn(Action<LetterChoice> open)
    {
        var letter = _shown!.Summary;
        _shown = null;
        var name = _groups.FirstOrDefault(g => g.BridgeId == letter.BridgeId)?.Bridge ?? "";
        open(new LetterChoice(letter.BridgeId, name, DeadLetterSelection.These(letter.Id), 1, $"event {letter.EventId ?? letter.Origin}"));
    }

    private async Task OnStartedAsync()
    {
        _selected.Clear();
        if (_panel is not null)
            await _panel.RefreshAsync();
    }

    private async Task OnMovedAsync() => await ReloadAsync();
}
