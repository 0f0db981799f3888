using EventBrokerManager.LocalQueues;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.LocalQueues;

/// <summary>The messages of one queue, oldest first; one can be opened.</summary>
public sealed partial class QueueMessages
{
    private string? _open;

    [Parameter, EditorRequired]
    public LocalQueueDetails Queue { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<LocalMessageDetails> Messages { get; set; } = [];

    [Parameter]
    public bool MayChange { get; set; }

    [Parameter]
    public EventCallback OnMore { get; set; }

    [Parameter]
    public EventCallback OnPurge { get; set; }

    [Parameter]
    public EventCallback OnDelete { get; set; }

    private int Total => Queue.Visible + Queue.InFlight + Queue.Delayed;

    private static string TypeOf(LocalMessageDetails message) =>
        message.Attributes.FirstOrDefault(a => a.Name == "ce_type")?.Text ?? "Without ce_type";

    private void Toggle(LocalMessageDetails message) => _open = _open == message.MessageId ? null : message.MessageId;
}
