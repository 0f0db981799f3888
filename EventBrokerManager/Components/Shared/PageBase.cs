using EventBrokerManager.Bridges;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Shared;

/// <summary>
/// What pages have in common: who acts, one way to load with designed loading and error states, one way to act with refusals shown,
/// and live updates that end with the page.
/// </summary>
public abstract class PageBase : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly List<IDisposable> _owned = [];

    [Inject]
    public required ActorAccess Actors { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Who looks at the page; may do nothing until the first load.</summary>
    protected Actor Actor { get; private set; } = new("Nobody", Role.Blocked);

    /// <summary>True until a load worked.</summary>
    protected bool IsLoading { get; private set; } = true;

    /// <summary>Why the last load failed, for people; null where it didn't.</summary>
    protected string? LoadProblem { get; private set; }

    /// <summary>True while <see cref="RunAsync"/> works; buttons are disabled meanwhile.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>
    /// What the last refusal said, where it was asked in a dialog and was not about fields; messages of the page stand beneath dialogs.
    /// </summary>
    protected string? Refusal { get; private set; }

    /// <summary>What the last refusal said about fields.</summary>
    protected IReadOnlyList<FieldProblem> Problems { get; private set; } = [];

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Gone => _gone.Token;

    public virtual void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Loads what the page shows. A refusal or a fault becomes <see cref="LoadProblem"/>; what was loaded before stays.</summary>
    protected async Task LoadAsync(Func<Actor, CancellationToken, Task> load)
    {
        var gone = _gone.Token;
        try
        {
            Actor = await Actors.GetAsync();
            await load(Actor, gone);
            LoadProblem = null;
            IsLoading = false;
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
        catch (RefusedException refused)
        {
            LoadProblem = refused.Message;
        }
        catch (Exception fault)
        {
            LoadProblem = Unexpected(fault);
        }
    }

    /// <summary>Does what a person asked for. A refusal is kept by field in <see cref="Problems"/> and shown as a message.</summary>
    /// <param name="done">Shown when it worked.</param>
    /// <param name="inDialog">True where a dialog is open, which shows <see cref="Refusal"/> itself.</param>
    /// <returns>True when it worked.</returns>
    protected async Task<bool> RunAsync(Func<Actor, CancellationToken, Task> act, string? done = null, bool inDialog = false)
    {
        if (IsBusy)
            return false;
        IsBusy = true;
        ForgetProblems();
        var gone = _gone.Token;
        try
        {
            await act(await Actors.GetAsync(), gone);
            if (done is not null)
                Toasts.Done(done);
            return true;
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return false;
        }
        catch (RefusedException refused)
        {
            Problems = refused.Problems;
            if (refused.Problems.Count == 0)
                Refuse(refused.Message, inDialog);
            return false;
        }
        catch (Exception fault)
        {
            Refuse(Unexpected(fault), inDialog);
            return false;
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>What is wrong with a field, or null. Prefixes count: <c>connections</c> finds <c>connections[0].target</c>.</summary>
    protected string? ProblemOf(string field) =>
        Problems.FirstOrDefault(p => p.Field == field || p.Field.StartsWith(field + "[", StringComparison.Ordinal))?.Message;

    protected void ForgetProblems() => (Problems, Refusal) = ([], null);

    /// <summary>Renders again when bridges change, at most once a second, until the page is left.</summary>
    /// <param name="changed">Done before rendering, on the page's own thread of work.</param>
    protected void Follow(IBridgeMonitor monitor, Func<Task>? changed = null) => Follow(monitor.Subscribe, changed);

    /// <summary>As the other, for anything that calls back after changes.</summary>
    protected void Follow(Func<Action, IDisposable> subscribe, Func<Task>? changed = null) =>
        Own(subscribe(() => _ = RefreshAsync(changed)));

    /// <summary>Does <paramref name="work"/> again and again, with pauses, until the page is left; then renders.</summary>
    protected void Repeat(TimeSpan pause, TimeProvider time, Func<Task> work)
    {
        var timer = new PeriodicTimer(pause, time);
        Own(timer);
        _ = RepeatAsync(timer, work);
    }

    /// <summary>Disposes <paramref name="resource"/> with the page.</summary>
    protected void Own(IDisposable resource) => _owned.Add(resource);

    /// <summary>Changes one value of the address without a new entry in the browser's history.</summary>
    protected void SetQuery(string name, string? value) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter(name, string.IsNullOrWhiteSpace(value) ? null : value), replace: true);

    private async Task RepeatAsync(PeriodicTimer timer, Func<Task> work)
    {
        while (await timer.WaitForNextTickAsync())
            await RefreshAsync(work);
    }

    private async Task RefreshAsync(Func<Task>? changed)
    {
        try
        {
            await InvokeAsync(async () =>
            {
                if (_gone.IsCancellationRequested)
                    return;
                if (changed is not null)
                    await changed();
                StateHasChanged();
            });
        }
        catch (ObjectDisposedException)
        {
            // The circuit ended between the change and this.
        }
    }

    private void Refuse(string text, bool inDialog)
    {
        if (inDialog)
            Refusal = text;
        else
            Toasts.Problem(text);
    }

    private string Unexpected(Exception fault)
    {
        Loggers.CreateLogger(GetType()).LogError(fault, "Unexpected fault in {Page}", GetType().Name);
        return "Something went wrong inside the portal. Try again; if it stays, an Admin finds the cause in the log.";
    }
}
