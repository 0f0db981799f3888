using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Bridges.Drafts;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace EventBrokerManager.Components.Pages.Bridges.Wizard;

/// <summary>
/// Creates a bridge, copies one, or changes one, in steps. What may be said when is decided here; what is right by
/// <see cref="WizardRules"/>. The draft is saved while a person types.
/// </summary>
public sealed partial class WizardPage
{
    private IReadOnlyList<SpaceDetails> _spaces = [];
    private IReadOnlyList<ServiceDetails> _services = [];
    private IReadOnlyList<ChannelDetails>? _channels;
    private IReadOnlyList<ConnectionDefinition> _connections = [];
    private string? _region;
    private bool _askStartOver;
    private string? _summary;

    /// <summary>The bridge to change; null for a new one.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>The bridge to copy.</summary>
    [SupplyParameterFromQuery(Name = "copy")]
    public string? Copy { get; set; }

    [Inject]
    public required IBridgeService Bridges { get; init; }

    [Inject]
    public required IBridgeChecks Checks { get; init; }

    [Inject]
    public required ILandscape Landscape { get; init; }

    [Inject]
    public required AllowedOrigins Origins { get; init; }

    [Inject]
    public required DraftStore Drafts { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required IJSRuntime Js { get; init; }

    private bool MayChange => Actor.Is(Role.TechnicalContact);

    private string Title => _draft.BridgeId is { } id ? $"Change {_originals.GetValueOrDefault(id)}" : "Create a bridge";

    private string SpaceName => _spaces.FirstOrDefault(s => s.Id.Hex() == _draft.Space)?.Name ?? "the space";

    private string NextText => _draft.Step switch
    {
        WizardStep.Service => "Next: details",
        WizardStep.Details => "Next: events",
        _ => "Next: access policy",
    };

    protected override Task OnInitializedAsync() => OpenAsync();

    /// <summary>In one load: what a person entered before the draft was open would be lost with the one that it replaces.</summary>
    private async Task OpenAsync()
    {
        await LoadAsync(async (actor, gone) =>
        {
            await LoadFactsAsync(actor, gone);
            if (RendererInfo.IsInteractive && MayChange && _saver is null)
                await OpenDraftAsync(actor, gone);
        });
        if (_saver is not null && LoadProblem is null)
            await ReviewAsync();
    }

    /// <summary>How many events Kafka keeps may take a while to learn; nothing waits for it.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !RendererInfo.IsInteractive)
            return;
        var gone = Gone;
        try
        {
            _channels = await Landscape.ChannelsAsync(await Actors.GetAsync(), withOffsets: true, gone);
            StateHasChanged();
        }
        catch (Exception e) when (e is RefusedException or OperationCanceledException)
        {
            // The counts are an extra.
        }
    }

    private async Task LoadFactsAsync(Actor actor, CancellationToken gone)
    {
        _spaces = await Landscape.SpacesAsync(actor, gone);
        _services = await Landscape.ServicesAsync(actor, gone);
        _region = (await Landscape.OrganisationAsync(gone)).Region;
    }

    private void GoTo(WizardStep step)
    {
        _draft.Step = step;
        _summary = null;
        Save();
    }

    private void Back() => GoTo(_draft.Step - 1);

    private async Task NextAsync()
    {
        if (await IsCompleteAsync(_draft.Step))
            GoTo(_draft.Step + 1);
    }

    /// <summary>Says what is missing up to a step, and goes to the first of it.</summary>
    private async Task<bool> IsCompleteAsync(WizardStep step)
    {
        await ReviewAsync();
        return await IsCompleteAsync(_review?.Missing(step) ?? []);
    }

    private async Task<bool> IsCompleteAsync(IReadOnlyList<FieldProblem> missing)
    {
        if (missing.Count == 0)
            return true;
        foreach (var problem in missing)
            Touch(problem.Field);
        GoTo(WizardRules.StepOf(missing[0].Field));
        _summary = missing.Count == 1 ? null : $"{missing.Count} things need attention. The first: {missing[0].Message}";
        StateHasChanged();
        await FocusAsync(missing[0].Field);
        return false;
    }

    private async Task ChangeRegionAsync()
    {
        GoTo(WizardStep.Details);
        StateHasChanged();
        await FocusAsync("region");
    }

    private async Task FinishAsync(bool start)
    {
        if (!await IsCompleteAsync(WizardStep.Policy))
            return;
        Guid? saved = null;
        var (request, fields) = _draft.ToRequest();
        var done = await RunAsync(async (actor, gone) =>
        {
            saved = _draft.BridgeId is { } changed
                ? (await Bridges.UpdateAsync(actor, changed, request, _draft.Revision, gone)).Id
                : (await Bridges.CreateAsync(actor, request, gone)).Id;
            await DiscardAsync(forGood: true);
            if (start)
                await Bridges.StartAsync(actor, saved.Value, gone);
        });
        if (saved is { } bridge)
            Navigation.NavigateTo($"/bridges/{bridge.Hex()}{(start ? "?started=true" : null)}");
        else if (!done && Problems.Count > 0)
            await IsCompleteAsync(ShowRefusal(fields));
    }

    private async Task FocusAsync(string field)
    {
        try
        {
            // The field may be on a step that is rendered only now.
            await Task.Yield();
            await using var script = await Js.InvokeAsync<IJSObjectReference>("import", "./js/fields.js");
            await script.InvokeVoidAsync("focusField", EventsStep.FieldId(field));
        }
        catch (JSDisconnectedException)
        {
            // The browser went first.
        }
    }
}
