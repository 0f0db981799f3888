namespace EventBrokerManager.Bridges.Engine.Redrives;

/// <summary>What a running bridge does for a redrive at this moment.</summary>
/// <param name="Job">The redrive; null where none is under way.</param>
/// <param name="Waits">Why it does not go on now; null where it does.</param>
public sealed record RedriveMoment(long? Job, string? Waits);

/// <summary>
/// Carries out the redrives of one running bridge, one after the other, each connection beside the others. A dead letter goes only after
/// the other side confirmed it; what was not confirmed when the bridge stops is sent again by the next run, with the same number.
/// </summary>
internal sealed class RedriveRunner(
    BridgePlan plan, IRedriveStore store, IBridgeJournal journal, Func<Guid, string> reasonOf, Action freed, TimeProvider time, ILogger logger)
{
    private const int BatchEvents = 10;
    private readonly Dictionary<Guid, TaskCompletionSource<IRedriveWay>> _ways = plan.Connections.ToDictionary(
        connection => connection.Id, _ => new TaskCompletionSource<IRedriveWay>(TaskCreationOptions.RunContinuationsAsynchronously));
    private readonly HashSet<Guid> _busy = [];
    private readonly SemaphoreSlim _asked = new(0);
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private CancellationTokenSource? _waits;
    private Task _loop = Task.CompletedTask;
    private long? _job;
    private volatile string? _problem;

    public RedriveMoment Moment
    {
        get
        {
            lock (_lock)
                return new RedriveMoment(_job, _job is null ? null : _problem ?? Waits());
        }
    }

    /// <summary>The connection is open from now on; until then its dead letters wait.</summary>
    public void Open(IRedriveWay way) => _ways[way.Plan.Id].SetResult(way);

    /// <summary>Null where the connection is not open yet.</summary>
    public IRedriveWay? WayOf(Guid connection) => _ways.TryGetValue(connection, out var way) && way.Task.IsCompletedSuccessfully ? way.Task.Result : null;

    /// <summary>Begins with what a stop or a crash has left.</summary>
    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>There is a new one.</summary>
    public void Wake() => _asked.Release();

    /// <summary>The one under way was cancelled: it ends as soon as what it has sent is answered.</summary>
    public void Cancel()
    {
        lock (_lock)
            _waits?.Cancel();
    }

    /// <summary>Lets what is under way finish until <paramref name="limit"/>. The redrive goes on when the bridge runs again.</summary>
    public Task StopAsync(TimeSpan limit)
    {
        // Not asynchronously: once this returns, no further step begins.
        _ending.Cancel();
        return FinishAsync(limit);
    }

    private async Task FinishAsync(TimeSpan limit)
    {
        await Task.WhenAny(_loop, Task.Delay(limit, time));
        await _stopping.CancelAsync();
        await _loop;
        _ending.Dispose();
        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                if (await TryAsync(() => store.UnderWayAsync(plan.Id, _ending.Token), _ending.Token) is { } job)
                    await RunAsync(job);
                else
                    await _asked.WaitAsync(_ending.Token);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
        }
    }

    private async Task RunAsync(RedriveJob job)
    {
        using var waits = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        lock (_lock)
            (_job, _waits) = (job.Id, waits);
        try
        {
            var pace = new RedrivePace(job.PerSecond, time);
            await Task.WhenAll(_ways.Keys.Select(connection => Task.Run(() => RunAsync(job, connection, pace, waits.Token))));
            if (await TryAsync(() => store.EndAsync(job, _ending.Token), _ending.Token) is { } end)
                await TellAsync(job, end);
        }
        catch (OperationCanceledException) when (waits.IsCancellationRequested && !_ending.IsCancellationRequested)
        {
            // Cancelled by a person, who has written that down.
        }
        finally
        {
            lock (_lock)
            {
                (_job, _waits) = (null, null);
                _busy.Clear();
            }
        }
    }

    private async Task RunAsync(RedriveJob job, Guid connection, RedrivePace pace, CancellationToken waiting)
    {
        var most = Math.Min(BatchEvents, job.PerSecond);
        var letters = await NextAsync(0);
        if (letters.Count == 0)
            return;
        SetBusy(connection, true);
        var way = await _ways[connection].Task.WaitAsync(waiting);
        await way.PrepareAsync(waiting);
        while (letters.Count > 0)
        {
            var last = letters[^1].Id;
            while (letters.Count > 0)
            {
                var results = await SendAsync(way, letters, waiting);
                if (results.Count == 0)
                    continue;
                await SettleAsync(job, way, results);
                letters.RemoveAll(letter => results.Any(result => result.Letter == letter.Id));
                await pace.SpendAsync(results.Count, waiting);
            }

            letters = await NextAsync(last);
        }

        SetBusy(connection, false);

        async Task<List<KeptLetter>> NextAsync(long after) =>
            [.. await TryAsync(() => store.NextAsync(job, connection, after, most, waiting), waiting)];
    }

    private void SetBusy(Guid connection, bool isBusy)
    {
        lock (_lock)
            _ = isBusy ? _busy.Add(connection) : _busy.Remove(connection);
    }

    /// <summary>Why one of the connections that still have to send does not; null where all do.</summary>
    private string? Waits()
    {
        foreach (var connection in _busy)
        {
            if (WayOf(connection) is not { IsWaiting: false })
                return reasonOf(connection);
        }

        return null;
    }

    private async Task<IReadOnlyList<RedriveResult>> SendAsync(IRedriveWay way, List<KeptLetter> letters, CancellationToken waiting)
    {
        waiting.ThrowIfCancellationRequested();
        try
        {
            return await way.SendAsync(letters, waiting, _stopping.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "Bridge {Bridge}: dead letters of {Target} could not be sent", plan.Name, way.Plan.TargetName);
            _problem = $"Sending failed unexpectedly ({exception.GetBaseException().Message.TrimEnd('.')}). It is tried again; the log of the portal says more.";
            await Task.Delay(Backoff.NeedsPerson(2), time, waiting);
            _problem = null;
            return [];
        }
    }

    /// <summary>Nothing more is sent before what was answered is written down, so that a crash repeats one step at most.</summary>
    private async Task SettleAsync(RedriveJob job, IRedriveWay way, IReadOnlyList<RedriveResult> results)
    {
        var gone = await TryAsync(() => store.SettleAsync(job, results, _stopping.Token), _stopping.Token);
        way.Monitor.CountDelivered(results.Count(result => result.Code is null));
        way.Monitor.DeadLettersGone(gone);
        if (gone > 0)
            freed();
    }

    /// <summary>Repeats what the database refuses, and says so meanwhile.</summary>
    private async Task<T> TryAsync<T>(Func<Task<T>> act, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var result = await act();
                if (attempt > 0)
                    _problem = null;
                return result;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogError(exception, "Bridge {Bridge}: a redrive waits for the database", plan.Name);
                _problem = "What was sent cannot be written to the database, so nothing more is sent. "
                    + "Whoever runs the portal must look at the disk and the database: " + exception.GetBaseException().Message;
                await Task.Delay(Backoff.Away(attempt + 4), time, cancellation);
            }
        }
    }

    private async Task TellAsync(RedriveJob job, RedriveEnd end)
    {
        var left = end.Left == 0 ? "" : $", {end.Left:N0} not sent (discarded meanwhile, or their connection is gone)";
        try
        {
            await journal.AddAsync(
                plan.Id, null, $"The redrive that {job.StartedBy} asked for has ended: {end.Delivered:N0} delivered, {end.Refused:N0} refused again{left}.",
                CancellationToken.None);
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "The history of bridge {Bridge} misses a redrive", plan.Name);
        }
    }
}
