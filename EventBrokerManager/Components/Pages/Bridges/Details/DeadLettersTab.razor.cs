using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.DeadLetters;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Bridges.Details;

/// <summary>What could not be delivered, why, and whose move it is. Those that come while somebody reads wait behind a button.</summary>
public sealed partial class DeadLettersTab
{
    private const int Page = 100;
    private List<DeadLetterSummary> _letters = [];
    private DeadLetterContent? _shown;
    private long _known;
    private bool _more;

    [Parameter, EditorRequired]
    public BridgeDetails Bridge { get; set; } = null!;

    [Inject]
    public required IDeadLetters Letters { get; init; }

    protected override Task OnInitializedAsync() => ReloadAsync();

    private string? EventOf(DeadLetterSummary letter) => Bridge.Connections.FirstOrDefault(c => c.Id == letter.ConnectionId)?.Event;

    private Task ReloadAsync() => LoadAsync(async (actor, gone) =>
    {
        _known = Bridge.Status.DeadLetters;
        _letters = [.. await Letters.ListAsync(actor, Bridge.Id, DeadLetterFilter.All, Page, null, gone)];
        _more = _letters.Count == Page;
    });

    private Task MoreAsync() => RunAsync(async (actor, gone) =>
    {
        var older = await Letters.ListAsync(actor, Bridge.Id, DeadLetterFilter.All, Page, _letters[^1].Id, gone);
        _letters.AddRange(older);
        _more = older.Count == Page;
    });

    private Task ShowAsync(DeadLetterSummary letter) =>
        RunAsync(async (actor, gone) => _shown = await Letters.GetAsync(actor, Bridge.Id, letter.Id, gone));
}
