using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.DeadLetters;

/// <summary>Redrives that are under way, live, and those that just ended.</summary>
public sealed partial class RedrivePanel
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly HashSet<long> _closed = [];
    private IReadOnlyList<BridgeRedrive> _redrives = [];

    /// <summary>Null for all bridges.</summary>
    [Parameter]
    public Guid? Bridge { get; set; }

    /// <summary>Dead letters went, or have another reason now.</summary>
    [Parameter]
    public EventCallback OnMoved { get; set; }

    [Inject]
    public required IDeadLetters Letters { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>Looks at once, such as after one was started.</summary>
    public async Task RefreshAsync()
    {
        var before = _redrives;
        await LoadAsync(async (actor, gone) => _redrives = await Letters.RecentRedrivesAsync(actor, Bridge, gone));
        StateHasChanged();
        if (_redrives.Any(now => before.Any(was => was.Redrive.Id == now.Redrive.Id && was.Redrive.Left != now.Redrive.Left)))
            await OnMoved.InvokeAsync();
    }

    protected override async Task OnInitializedAsync()
    {
        await RefreshAsync();
        if (RendererInfo.IsInteractive)
            Repeat(Pause, Time, RefreshAsync);
    }

    private static BridgeState StateOf(RedriveDetails redrive) => redrive.State switch
    {
        RedriveState.Running => BridgeState.Starting,
        RedriveState.Waiting => BridgeState.Retrying,
        RedriveState.Done => BridgeState.Running,
        _ => BridgeState.Stopped,
    };

    private static string WordOf(RedriveDetails redrive) => redrive.State == RedriveState.Running ? "Sending" : redrive.State.ToString();

    private async Task CancelAsync(Guid bridge)
    {
        await RunAsync((actor, gone) => Letters.CancelRedriveAsync(actor, bridge, gone));
        await RefreshAsync();
    }
}
