using EventBrokerManager.Bridges.Drafts;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Components.Pages.Bridges.Wizard;

/// <summary>The draft: where it comes from, how it is judged and kept.</summary>
public sealed partial class WizardPage : IAsyncDisposable
{
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(150);

    private readonly HashSet<string> _touched = [];

    // Names of the bridges that drafts change.
    private readonly Dictionary<Guid, string> _originals = [];
    private WizardDraft _draft = new();
    private WizardReview? _review;
    private DraftSaver? _saver;
    private DateTimeOffset? _saved;
    private bool _saveFailed;

    // A draft that waits for leave to replace the unfinished one.
    private WizardDraft? _other;
    private int _edits;

    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (_saver is not null)
            await _saver.DisposeAsync();
    }

    private async Task OpenDraftAsync(Actor actor, CancellationToken cancellation)
    {
        var person = await Actors.PersonIdAsync();
        var kept = await KeptAsync(actor, person, cancellation);
        var wanted = await WantedAsync(actor, cancellation);
        if (wanted is null && kept?.Draft.BridgeId is not null)
            wanted = new WizardDraft();

        // The draft that is asked for may be the one that was begun.
        if (kept is not null && (wanted is null || (wanted.BridgeId is not null && wanted.BridgeId == kept.Draft.BridgeId)))
        {
            (_draft, _saved) = (kept.Draft, kept.Saved);
        }
        else if (kept is not null && !kept.Draft.IsEmpty)
        {
            (_draft, _saved, _other) = (kept.Draft, kept.Saved, wanted);
        }
        else
        {
            _draft = wanted ?? new WizardDraft();
        }

        _draft.Region ??= _region;
        _saver = new DraftSaver(Drafts, person, Time, OnSaved);
    }

    /// <summary>The draft that was begun; a change of a bridge counts only while it changes something, and while the bridge is there.</summary>
    private async Task<SavedDraft?> KeptAsync(Actor actor, string person, CancellationToken cancellation)
    {
        var kept = await Drafts.GetAsync(person, cancellation);
        if (kept?.Draft.BridgeId is not { } id)
            return kept;
        try
        {
            var bridge = await Bridges.GetAsync(actor, id, cancellation);
            _originals[id] = bridge.Name;
            return kept.Draft.SaysTheSameAs(WizardDraft.ChangeOf(bridge)) ? null : kept;
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.NotFound)
        {
            return null;
        }
    }

    private async Task<WizardDraft?> WantedAsync(Actor actor, CancellationToken cancellation)
    {
        if (!Names.TryParseId(Id ?? Copy, out var id))
            return Id is null ? null : throw RefusedException.NotFound("There is no such bridge. It may have been deleted meanwhile.");
        var bridge = await Bridges.GetAsync(actor, id, cancellation);
        if (Id is null)
            return WizardDraft.CopyOf(bridge);
        _originals[id] = bridge.Name;
        return WizardDraft.ChangeOf(bridge);
    }

    private void ReplaceDraft()
    {
        if (_other is { } other)
        {
            _draft = other;
            _draft.Region ??= _region;
        }

        _other = null;
        _touched.Clear();
        Save();
        _ = ChangedAsync();
    }

    private void KeepDraft(bool open)
    {
        if (!open)
            _other = null;
    }

    private async Task StartOverAsync()
    {
        _askStartOver = false;
        var was = _draft.BridgeId;
        await DiscardAsync(forGood: was is not null);
        if (was is { } bridge)
        {
            Navigation.NavigateTo($"/bridges/{bridge.Hex()}");
            return;
        }

        _draft = new WizardDraft { Region = _region };
        _touched.Clear();
        (_saved, _summary) = (null, null);
        await ReviewAsync();
    }

    private async Task DiscardAsync(bool forGood)
    {
        if (_saver is not null)
            await _saver.DiscardAsync(forGood);
    }

    private void Save() => _saver?.Changed(_draft);

    private void OnSaved(DateTimeOffset? at) => _ = InvokeAsync(() =>
    {
        (_saved, _saveFailed) = (at ?? _saved, at is null);
        StateHasChanged();
    });

    /// <summary>Something was entered: it is saved soon, and judged when the person pauses.</summary>
    private async Task ChangedAsync()
    {
        Save();
        _summary = null;
        var edit = ++_edits;
        var gone = Gone;
        await Task.Delay(TypingPause, Time);
        if (edit == _edits && !gone.IsCancellationRequested)
            await ReviewAsync();
    }

    private async Task ReviewAsync()
    {
        var edit = ++_edits;
        var draft = _draft;
        var (request, _) = draft.ToRequest();
        await LoadAsync(async (actor, gone) =>
        {
            var verdict = await Checks.CheckAsync(actor, request, draft.BridgeId, gone);
            if (edit != _edits || draft != _draft)
                return;
            _review = WizardRules.Review(draft, verdict);
            _connections = verdict.Definition?.Connections ?? _connections;
        });
        StateHasChanged();
    }

    private void Touch(string field) => _touched.Add(field);

    /// <summary>What is wrong with a field; said only once the person has left it, or wanted to go on. An address is judged as it is typed.</summary>
    private string? Shown(string field) =>
        _touched.Contains(field) || field.EndsWith(".to", StringComparison.Ordinal) || field.EndsWith(".from", StringComparison.Ordinal)
            ? _review?.ProblemOf(field)
            : null;

    // The service refused what the rules had let pass: somebody was faster. Its words stand at the fields until the next check.
    private List<FieldProblem> ShowRefusal(IReadOnlyList<string> fields)
    {
        var problems = WizardRules.Translate(_draft, fields, Problems);
        _review = _review is null ? null : _review with { Problems = problems };
        return problems;
    }
}
