using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.DeadLetters;

/// <summary>Dead letters by reason and connection. A reason is a link that narrows the list to it, and back.</summary>
public sealed partial class GroupTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<DeadLetterGroup> Groups { get; set; } = [];

    /// <summary>What the list is narrowed to.</summary>
    [Parameter, EditorRequired]
    public DeadLetterFilter Filter { get; set; } = DeadLetterFilter.All;

    /// <summary>True where bridges are shown together.</summary>
    [Parameter]
    public bool ShowBridge { get; set; }

    [Parameter]
    public bool MayChange { get; set; }

    [Parameter]
    public EventCallback<LetterChoice> OnRedrive { get; set; }

    [Parameter]
    public EventCallback<LetterChoice> OnDiscard { get; set; }

    private static string Named(DeadLetterGroup group) => $"{group.About.Title}, {group.Bridge}, {PlaceOf(group)}";

    private static string PlaceOf(DeadLetterGroup group) => group.IsOrphaned
        ? "A connection that is gone"
        : group.Direction == Direction.KafkaToTarget
            ? $"{group.Event} → {Format.TargetName(group.Target!)}"
            : $"{Format.TargetName(group.Target!)} → {group.Event}";

    private bool IsChosen(DeadLetterGroup group) => Filter.Connection == group.ConnectionId && Filter.ReasonCode == group.ReasonCode;

    private string HrefOf(DeadLetterGroup group) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["connection"] = IsChosen(group) ? null : group.ConnectionId.Hex(),
        ["reason"] = IsChosen(group) ? null : group.ReasonCode,
    });

    private LetterChoice ChoiceOf(DeadLetterGroup group) => new(
        group.BridgeId, group.Bridge,
        DeadLetterSelection.Matching(Filter with { Connection = group.ConnectionId, ReasonCode = group.ReasonCode }),
        group.Count, $"{group.About.Title.ToLowerInvariant()}, {PlaceOf(group)}");
}
