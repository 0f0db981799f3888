using EventBrokerManager.LocalQueues;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.LocalQueues;

/// <summary>Looks into the queues of this process and sends events into them; in Development only.</summary>
public sealed partial class LocalQueuesPage
{
    private const int Step = 50;
    private ILocalQueues? _queues;
    private IReadOnlyList<LocalQueueDetails> _rows = [];
    private IReadOnlyList<LocalMessageDetails> _messages = [];
    private int _limit = Step;
    private bool _creating;
    private bool _sending;
    private bool _purging;
    private bool _deleting;
    private string _name = "";
    private bool _byContent;

    [SupplyParameterFromQuery(Name = "search")]
    public string? Search { get; set; }

    /// <summary>The name of the queue that is looked into.</summary>
    [SupplyParameterFromQuery(Name = "queue")]
    public string? Queue { get; set; }

    /// <summary>The queues are registered in Development only.</summary>
    [Inject]
    public required IServiceProvider Services { get; init; }

    private LocalQueueDetails? Chosen => Queue is null ? null : _queues?.Find(Queue);

    private bool MayChange => _queues is not null && Actor.Is(Role.TechnicalContact);

    private int Held => Chosen is { } queue ? queue.Visible + queue.InFlight + queue.Delayed : 0;

    protected override async Task OnInitializedAsync()
    {
        _queues = Services.GetService<ILocalQueues>();
        await LoadAsync((_, _) => Task.CompletedTask);
        if (_queues is not null)
            Follow(_queues.Subscribe, LookAsync);
    }

    protected override async Task OnParametersSetAsync()
    {
        _limit = Step;
        await LookAsync();
    }

    private Task LookAsync()
    {
        if (_queues is null)
            return Task.CompletedTask;
        _rows = [.. _queues.List().Where(q => Search is null || q.Name.Contains(Search, StringComparison.OrdinalIgnoreCase))];
        _messages = Chosen is { } queue ? _queues.Peek(queue.Name, _limit) : [];
        return Task.CompletedTask;
    }

    private Task More()
    {
        _limit += Step;
        return LookAsync();
    }

    private void OpenCreate()
    {
        (_creating, _name, _byContent) = (true, "", false);
        ForgetProblems();
    }

    private async Task CreateAsync()
    {
        var made = "";
        if (!await RunAsync((actor, _) =>
        {
            made = _queues!.Create(actor, _name, _byContent).Name;
            return Task.CompletedTask;
        }, inDialog: true))
            return;
        _creating = false;
        SetQuery("queue", made);
    }

    private async Task PurgeAsync()
    {
        await RunAsync((actor, _) =>
        {
            var count = _queues!.Purge(actor, Queue!);
            Toasts.Done($"{Queue} is empty: {count} taken away.");
            return Task.CompletedTask;
        });
        _purging = false;
    }

    private async Task DeleteAsync()
    {
        var done = await RunAsync((actor, _) =>
        {
            _queues!.Delete(actor, Queue!);
            return Task.CompletedTask;
        }, $"{Queue} is deleted.");
        _deleting = false;
        if (done)
            SetQuery("queue", null);
    }
}
