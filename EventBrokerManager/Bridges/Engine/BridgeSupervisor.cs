using System.Collections.Concurrent;
using System.Threading.Channels;
using EventBrokerManager.Bridges.Engine.Logging;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// Keeps what runs as the definitions want it: starts, stops and reconfigures runners, samples their rates, saves their progress.
/// After a restart everything that was started goes on by itself.
/// </summary>
internal sealed partial class BridgeSupervisor(
    EngineParts parts, IBridgePlans plans, IEngineGate gate) : BackgroundService, IBridgeMonitor, IBridgeEngine
{
    private static readonly TimeSpan ReconcileEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, BridgeRunner> _runners = new();
    private readonly ConcurrentDictionary<Guid, Task> _busy = new();
    private readonly ConcurrentDictionary<Guid, (BridgeState State, string Reason)> _journalled = new();
    private readonly Channel<bool> _wake = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ChangeSignal _changes = new(parts.Time);
    private readonly EngineLog _log = new(parts.Logger, LogScope.OfEngine, parts.Time);

    public BridgeStatus Get(Guid bridge) => _runners.TryGetValue(bridge, out var runner)
        ? runner.Snapshot()
        : new BridgeStatus(bridge, BridgeState.Stopped, "Stopped.", parts.Time.GetUtcNow(), [], [], []);

    public IReadOnlyList<BridgeStatus> All() => [.. _runners.Values.Select(runner => runner.Snapshot())];

    public IDisposable Subscribe(Action changed) => _changes.Subscribe(changed);

    public void Reconcile() => _wake.Writer.TryWrite(true);

    public void TryNow(Guid bridge)
    {
        if (_runners.TryGetValue(bridge, out var runner))
            runner.TryNow();
    }

    public async Task WaitUntilStoppedAsync(Guid bridge, CancellationToken cancellation)
    {
        Reconcile();
        while (_runners.ContainsKey(bridge) || _busy.ContainsKey(bridge))
            await Task.Delay(TimeSpan.FromMilliseconds(20), parts.Time, cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.ReadyAsync(stoppingToken);
        var sampling = SampleAsync(stoppingToken);
        var measuring = MeasureAsync(stoppingToken);
        try
        {
            while (true)
            {
                await ReconcileAsync(stoppingToken);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                limit.CancelAfter(ReconcileEvery);
                try
                {
                    await _wake.Reader.ReadAsync(limit.Token);
                }
                catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
                {
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        await Task.WhenAll(sampling, measuring);
        await Task.WhenAll(_busy.Values);
        await Task.WhenAll(_runners.Values.Select(runner => runner.StopAsync(BridgeState.Stopping)));
    }

    private async Task ReconcileAsync(CancellationToken cancellation)
    {
        IReadOnlyDictionary<Guid, BridgePlan> wanted;
        try
        {
            wanted = (await plans.StartedAsync(cancellation)).ToDictionary(plan => plan.Id);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _log.LogError(exception, "The definitions of bridges cannot be read; what runs goes on");
            return;
        }

        foreach (var id in wanted.Keys.Union(_runners.Keys).ToList())
        {
            var plan = wanted.GetValueOrDefault(id);
            var runs = _runners.GetValueOrDefault(id);
            if (plan?.Revision != runs?.Plan.Revision)
                Change(id, runs, plan);
        }
    }

    /// <summary>Moves one bridge on, beside the others; one change of a bridge at a time.</summary>
    private void Change(Guid id, BridgeRunner? runs, BridgePlan? plan)
    {
        var done = new TaskCompletionSource();
        if (!_busy.TryAdd(id, done.Task))
            return;
        _ = Task.Run(async () =>
        {
            try
            {
                if (runs is not null)
                {
                    await runs.StopAsync(plan is null ? BridgeState.Stopping : BridgeState.Reconfiguring);
                    if (plan is null)
                        await JournalAsync(runs.Snapshot());
                    _runners.TryRemove(id, out _);
                }

                if (plan is not null)
                {
                    var runner = new BridgeRunner(plan, parts, _changes.Raise);
                    _runners[id] = runner;
                    runner.Start();
                }
            }
            catch (Exception exception)
            {
                _log.LogError(exception, "Bridge {Bridge} did not change as wanted; tried again", id);
                await Task.Delay(TimeSpan.FromSeconds(1), parts.Time);
            }
            finally
            {
                _busy.TryRemove(id, out _);
                done.SetResult();
                _changes.Raise();
                Reconcile();
            }
        });
    }

    /// <summary>Once a second: rates, and the history of states.</summary>
    private async Task SampleAsync(CancellationToken cancellation)
    {
        var last = parts.Time.GetTimestamp();
        while (await DelayAsync(TimeSpan.FromSeconds(1), cancellation))
        {
            var elapsed = parts.Time.GetElapsedTime(last);
            last = parts.Time.GetTimestamp();
            foreach (var runner in _runners.Values)
                await SampleAsync(runner, elapsed);

            _log.Tick();
            if (!_runners.IsEmpty)
                _changes.Raise();
        }
    }

    private async Task SampleAsync(BridgeRunner runner, TimeSpan elapsed)
    {
        try
        {
            runner.Tick(elapsed);
            await JournalAsync(runner.Snapshot());
        }
        catch (Exception exception)
        {
            _log.LogError(exception, "Bridge {Bridge}: its figures miss a second", runner.Plan.Name);
        }
    }

    /// <summary>Every few seconds: progress and lag.</summary>
    private async Task MeasureAsync(CancellationToken cancellation)
    {
        while (await DelayAsync(TimeSpan.FromSeconds(3), cancellation))
            await Task.WhenAll(_runners.Values.Where(runner => !_busy.ContainsKey(runner.Plan.Id)).Select(runner => MeasureAsync(runner, cancellation)));
    }

    private async Task MeasureAsync(BridgeRunner runner, CancellationToken cancellation)
    {
        try
        {
            await runner.SaveProgressAsync(cancellation);
            await runner.MeasureLagAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception exception)
        {
            _log.LogDebug(exception, "Bridge {Bridge}: progress or lag not known this time", runner.Plan.Name);
        }
    }

    private async Task JournalAsync(BridgeStatus status)
    {
        if (_journalled.TryGetValue(status.Id, out var last) && last == (status.State, status.Reason))
            return;
        _journalled[status.Id] = (status.State, status.Reason);
        try
        {
            await parts.Journal.AddAsync(status.Id, status.State, status.Reason, CancellationToken.None);
        }
        catch (Exception exception)
        {
            _log.LogWarning(exception, "The history of bridge {Bridge} misses an entry", status.Id);
        }
    }

    private async Task<bool> DelayAsync(TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(wait, parts.Time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
