using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// Sets events aside for one connection. Returns only when they are safe, so that the caller may settle the source; while they cannot
/// be written it waits and says so, and with it the connection stops reading: nothing is dropped.
/// </summary>
internal sealed class DeadLetterWriter(
    Guid bridge, Guid connection, IDeadLetterStore store, ConnectionMonitor monitor, TimeProvider time, ILogger logger)
{
    private volatile bool _isBlocked;
    private TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True while dead letters cannot be written; then nothing more should be read.</summary>
    public bool IsBlocked => _isBlocked;

    /// <summary>Ends the waits of those that could not write.</summary>
    public void TryNow() =>
        Interlocked.Exchange(ref _again, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public RefusedEvent Describe(string code, string reason, string origin, string originKey, EventRecord record) =>
        new(bridge, connection, code, reason, origin, originKey, record);

    public async Task WriteAsync(IReadOnlyList<RefusedEvent> events, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            string problem;
            // Taken before the try: what becomes free meanwhile is not missed.
            var again = Volatile.Read(ref _again).Task;
            try
            {
                monitor.CountDeadLetters(await store.AddAsync(events, cancellation));
                _isBlocked = false;
                monitor.ClearFault(Facet.DeadLetters);
                return;
            }
            catch (DeadLetterLimitException exception)
            {
                problem = exception.Message;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogError(exception, "Dead letters cannot be written");
                problem = "Dead letters cannot be written to the database, so this connection stops reading; nothing is lost. "
                    + "Whoever runs the portal must look at the disk and the database: " + exception.GetBaseException().Message;
            }

            _isBlocked = true;
            var wait = Backoff.Away(attempt + 4);
            monitor.SetFault(Facet.DeadLetters, BridgeState.Failed, problem, time.GetUtcNow() + wait);
            await WaitAsync(again, wait, cancellation);
        }
    }

    private async Task WaitAsync(Task again, TimeSpan wait, CancellationToken cancellation)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(again, Task.Delay(wait, time, timer.Token));
        await timer.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }
}
