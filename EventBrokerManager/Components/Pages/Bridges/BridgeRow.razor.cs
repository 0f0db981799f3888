using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Bridges;

/// <summary>One bridge in the overview.</summary>
public sealed partial class BridgeRow
{
    [Parameter, EditorRequired]
    public BridgeDetails Bridge { get; set; } = null!;

    [Parameter]
    public bool MayChange { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    [Parameter]
    public bool Selected { get; set; }

    [Parameter]
    public EventCallback<bool> SelectedChanged { get; set; }

    [Parameter]
    public EventCallback OnStart { get; set; }

    [Parameter]
    public EventCallback OnStop { get; set; }

    [Parameter]
    public EventCallback OnTryNow { get; set; }

    [Parameter]
    public EventCallback OnDelete { get; set; }

    private BridgeStatus Status => Bridge.Status;

    private bool IsStopped => Status.State == BridgeState.Stopped;

    private string Href => $"/bridges/{Bridge.Id.Hex()}";

    private string MenuId => $"menu-{Bridge.Id.Hex()}";

    /// <summary>A queue refuses a right that its policy's statement would give.</summary>
    private bool NeedsStatement => Status.State == BridgeState.Failed && Status.ReasonCode == TargetException.AccessDenied;

    /// <summary>The reason, where there is one to tell; of a bridge that simply runs, where it is.</summary>
    private string Detail => Status.State == BridgeState.Running ? $"{Bridge.Space} · {Bridge.Region}" : Status.Reason;

    private string Events => string.Join("\n", Bridge.Connections.Select(c => $"{c.Event} {c.Direction.Display()}"));
}
