using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.DeadLetters;

/// <summary>Says what a redrive would do, by a dry run, before it is started.</summary>
public sealed partial class RedriveDialog
{
    private LetterChoice? _shown;
    private RedrivePreview? _preview;
    private int _perSecond = RedriveRules.PerSecond;

    /// <summary>What to send; null while the dialog is closed.</summary>
    [Parameter, EditorRequired]
    public LetterChoice? Choice { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>It has begun.</summary>
    [Parameter]
    public EventCallback OnStarted { get; set; }

    [Inject]
    public required IDeadLetters Letters { get; init; }

    /// <summary>What would happen, each with <c>y</c> for good or <c>x</c> for what wants a look.</summary>
    private IEnumerable<(string Kind, string Text)> Outcome
    {
        get
        {
            var preview = _preview!;
            var refused = preview.RefusedAgain.Values.Sum();
            var all = preview.Examined == preview.Total ? "" : $" of the oldest {Format.Count(preview.Examined)}";
            if (preview.Total == 0)
                yield return ("x", "None of them can be sent.");
            else if (preview.Examined == 0)
                yield return ("x", "The connection is not open yet, so nobody knows whether they would go through now.");
            else if (refused < preview.Examined)
                yield return ("y", $"{Format.Of(preview.Examined - refused, "event")}{all} would be sent: nothing in the rules stands against it now.");
            if (refused > 0)
                yield return ("x", $"{Format.Of(refused, "event")}{all} would be refused again, and stay: {string.Join(", ", preview.RefusedAgain.Select(Describe))}.");
            if (preview.HeldBack > 0)
                yield return ("x", $"{Format.Of(preview.HeldBack, "event")} left out: refused again {RedriveRules.MostRedrives} times already. Choose them one by one to send them all the same.");
            if (preview.Orphaned > 0)
                yield return ("x", $"{Format.Of(preview.Orphaned, "event")} left out: their connection is not part of the bridge any more.");
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Choice == _shown)
            return;
        (_shown, _preview, _perSecond) = (Choice, null, RedriveRules.PerSecond);
        ForgetProblems();
        if (Choice is { } choice)
            await RunAsync(async (actor, gone) => _preview = await Letters.PreviewAsync(actor, choice.Bridge, choice.Selection, gone), inDialog: true);
    }

    private static string Describe(KeyValuePair<string, int> refused) =>
        $"{DeadLetterReason.Of(refused.Key, null).Title.ToLowerInvariant()} ({Format.Count(refused.Value)})";

    private async Task SendAsync()
    {
        var choice = Choice!;
        if (!await RunAsync((actor, gone) => Letters.RedriveAsync(actor, choice.Bridge, choice.Selection, _perSecond, gone), inDialog: true))
            return;
        await OnClose.InvokeAsync();
        await OnStarted.InvokeAsync();
    }
}
