using EventBrokerManager.Landscape;
using EventBrokerManager.LocalQueues;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.LocalQueues;

/// <summary>
/// Sends one message into a local queue, prefilled as a CloudEvent of a chosen type; everything can be changed, to try wrong ones too.
/// </summary>
public sealed partial class SendEventDialog
{
    private IReadOnlyList<EventDetails> _events = [];
    private Guid? _chosen;
    private string _attributes = "";
    private string _body = "";
    private string _group = "";
    private string _copy = "";
    private bool _wasOpen;

    [Parameter, EditorRequired]
    public bool Open { get; set; }

    [Parameter]
    public EventCallback<bool> OpenChanged { get; set; }

    [Parameter, EditorRequired]
    public LocalQueueDetails Queue { get; set; } = null!;

    [Inject]
    public required ILandscape Landscape { get; init; }

    [Inject]
    public required IServiceProvider Services { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        if (Open == _wasOpen)
            return;
        _wasOpen = Open;
        if (!Open)
            return;
        ForgetProblems();
        await LoadAsync(async (actor, gone) =>
        {
            var services = await Landscape.ServicesAsync(actor, gone);
            _events = [.. services.SelectMany(s => s.Events).OrderBy(e => e.Name, StringComparer.OrdinalIgnoreCase)];
        });
        Fill(_events.FirstOrDefault(e => e.Id == _chosen) ?? _events.FirstOrDefault());
    }

    private void Choose(ChangeEventArgs change)
    {
        var item = Guid.TryParse(change.Value?.ToString(), out var id) ? _events.FirstOrDefault(e => e.Id == id) : null;
        if (item is null)
            _chosen = null;
        else
            Fill(item);
    }

    private void Fill(EventDetails? item)
    {
        _chosen = item?.Id;
        if (item is null)
            return;
        var id = Guid.NewGuid();
        var template = EventTemplate.Of(item, Time.GetUtcNow(), id);
        (_attributes, _body) = (template.AttributeText(), template.Body);
        (_group, _copy) = ("key-1", id.ToString());
    }

    private async Task SendAsync()
    {
        var message = new LocalMessageRequest(_body, EventTemplate.Parse(_attributes),
            Queue.Fifo ? _group : null, Queue.Fifo && _copy.Length > 0 ? _copy : null);
        var queues = Services.GetRequiredService<ILocalQueues>();
        if (await RunAsync((actor, _) =>
        {
            queues.Send(actor, Queue.Name, message);
            return Task.CompletedTask;
        }, $"Sent into {Queue.Name}.", inDialog: true))
            await OpenChanged.InvokeAsync(false);
    }
}
