using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Drafts;
using EventBrokerManager.Components.Pages.Events;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Bridges.Wizard;

/// <summary>The chosen events, each with its two directions.</summary>
public sealed partial class EventsStep : IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    // What recent events need; an event that was asked for and is not answered, or not known, has null.
    private readonly Dictionary<Guid, AttributeNeed?> _needs = [];
    private bool _picking;

    [Inject]
    public required IRecentEvents Recent { get; init; }

    [Inject]
    public required ActorAccess Actors { get; init; }

    [Parameter, EditorRequired]
    public WizardDraft Draft { get; set; } = null!;

    [Parameter]
    public WizardReview? Review { get; set; }

    [Parameter, EditorRequired]
    public string SpaceName { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<ServiceDetails> Services { get; set; } = [];

    [Parameter]
    public IReadOnlyList<ChannelDetails>? Channels { get; set; }

    /// <summary>URLs of queues that this installation serves itself; offered while typing.</summary>
    [Parameter]
    public IReadOnlyList<string> OwnQueues { get; set; } = [];

    [Parameter, EditorRequired]
    public Func<string, string?> Shown { get; set; } = _ => null;

    [Parameter]
    public EventCallback OnChange { get; set; }

    [Parameter]
    public EventCallback<string> OnTouch { get; set; }

    /// <summary>The person wants to change the bridge's region, because a queue is in another one.</summary>
    [Parameter]
    public EventCallback OnOtherRegion { get; set; }

    /// <summary>The id of the element that a field of the draft stands in.</summary>
    public static string FieldId(string field) => "field-" + field.Replace("[", "-", StringComparison.Ordinal).Replace("].", "-", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override void OnParametersSet()
    {
        if (!Names.TryParseId(Draft.Space, out var space))
            return;
        foreach (var row in Draft.Events.Where(row => !string.IsNullOrWhiteSpace(row.To) && _needs.TryAdd(row.EventId, null)))
            _ = AskNeedAsync(row, space, _gone.Token);
    }

    /// <summary>Beside everything else: nothing waits for it, and where there is no answer nothing is said.</summary>
    private async Task AskNeedAsync(DraftEvent row, Guid space, CancellationToken gone)
    {
        try
        {
            _needs[row.EventId] = await Recent.AttributeNeedAsync(await Actors.GetAsync(), row.EventId, row.Event, space, gone);
            if (!gone.IsCancellationRequested)
                StateHasChanged();
        }
        catch (Exception e) when (e is RefusedException or OperationCanceledException)
        {
            // A hint, and no more.
        }
    }

    private string About(DraftEvent row)
    {
        if (Services.FirstOrDefault(s => s.Events.Any(e => e.Id == row.EventId)) is not { } service)
            return row.Service;
        var text = $"{service.Name} {service.Version} · {Format.Of(service.Events.First(e => e.Id == row.EventId).Attributes.Count, "attribute")}";
        var kept = Channels?.FirstOrDefault(c => c.EventId == row.EventId && c.SpaceId.Hex() == Draft.Space)?.Retained;
        return Draft.From == StartFrom.Earliest && kept is { } count ? $"{text} · {Format.Of(count, "event")} kept" : text;
    }

    private Task SetTargetAsync(DraftEvent row, Direction direction, string? value)
    {
        row.SetTarget(direction, value);
        return OnChange.InvokeAsync();
    }

    private Task RemoveAsync(DraftEvent row)
    {
        Draft.Events.Remove(row);
        return OnChange.InvokeAsync();
    }

    private Task AddAsync(IReadOnlyList<EventRow> chosen)
    {
        Draft.Events.AddRange(chosen.Select(c => new DraftEvent { EventId = c.Event.Id, Event = c.Event.Name, Service = c.Service.Name }));
        return OnChange.InvokeAsync();
    }
}
