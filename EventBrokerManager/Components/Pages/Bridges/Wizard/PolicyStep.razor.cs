using System.Globalization;
using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Bridges.Drafts;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Bridges.Wizard;

/// <summary>What each queue must allow, ready to copy, and the confirmation.</summary>
public sealed partial class PolicyStep
{
    private BridgePrincipal? _principal;
    private bool _asked;

    [Parameter, EditorRequired]
    public WizardDraft Draft { get; set; } = null!;

    /// <summary>The connections, all of them checked.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ConnectionDefinition> Connections { get; set; } = [];

    [Parameter, EditorRequired]
    public Func<string, string?> Shown { get; set; } = _ => null;

    [Parameter]
    public EventCallback OnChange { get; set; }

    [Inject]
    public required IPrincipalSource Source { get; init; }

    private IReadOnlyList<PolicyPanel.Entry> Queues => [.. Connections.Select(c => new PolicyPanel.Entry(c.Queue, c.Direction, c.Event.Name))];

    protected override async Task OnInitializedAsync()
    {
        _principal = await Source.GetAsync(Draft.Region ?? "", CancellationToken.None);
        _asked = true;
    }

    private Task ConfirmAsync(ChangeEventArgs change)
    {
        Draft.Confirmed = change.Value is true;
        return OnChange.InvokeAsync();
    }

    private static string Number(int count) => count switch
    {
        2 => "two",
        3 => "three",
        4 => "four",
        5 => "five",
        6 => "six",
        7 => "seven",
        8 => "eight",
        9 => "nine",
        _ => count.ToString(CultureInfo.InvariantCulture),
    };
}
