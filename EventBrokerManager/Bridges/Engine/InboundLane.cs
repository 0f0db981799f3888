using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// One target to Kafka. Receives in parallel, more as more comes; an event is taken off its source only after Kafka acknowledged it
/// or it was kept as a dead letter. While Kafka is away nothing is received.
/// </summary>
internal sealed partial class InboundLane : IAsyncDisposable
{
    private const int MaxReceivers = 16;
    private const int FullBatch = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConnectionPlan _plan;
    private readonly ISource _source;
    private readonly IRecordProducer _producer;
    private readonly IBroker _broker;
    private readonly ConnectionMonitor _monitor;
    private readonly DeadLetterWriter _deadLetters;
    private readonly TargetGate _receiving;
    private readonly TargetGate _settling;
    private readonly TargetGate _kafka;
    private readonly HeldDeliveries _held;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopReading = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _tasks = [];
    private int _receivers;

    public InboundLane(
        ConnectionPlan plan, ISource source, IRecordTransport transport, IBroker broker, ConnectionMonitor monitor,
        DeadLetterWriter deadLetters, TimeProvider time, ILogger logger)
    {
        _plan = plan;
        _source = source;
        _producer = transport.Producer;
        _broker = broker;
        _monitor = monitor;
        _deadLetters = deadLetters;
        _time = time;
        _logger = logger;
        _receiving = new TargetGate(monitor, Facet.Target, time);
        _settling = new TargetGate(monitor, Facet.Settling, time);
        _kafka = new TargetGate(monitor, Facet.Channel, time);
        _held = new HeldDeliveries(source, _producer, time);
        monitor.InFlight = () => _held.Count;
    }

    public ConnectionPlan Plan => _plan;

    public ConnectionMonitor Monitor => _monitor;

    /// <param name="proven">Called once, when the first receive went through.</param>
    public void Start(Action proven)
    {
        _receivers = 1;
        Track(Task.Run(() => ReceiveLoopAsync(proven)));
        Track(Task.Run(() => _held.KeepAsync(_stop.Token)));
    }

    public string? Warning => _source.Warning;

    public Task<long?> BacklogAsync(CancellationToken cancellation) => _source.BacklogAsync(cancellation);

    public void TryNow()
    {
        _deadLetters.TryNow();
        _receiving.TryNow();
        _settling.TryNow();
        _kafka.TryNow();
    }

    /// <summary>Stops receiving, lets what was received finish until <paramref name="limit"/>, gives the rest back to the source.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        await _stopReading.CancelAsync();
        var started = _time.GetTimestamp();
        while (_held.Count > 0 && !_kafka.IsClosed && !_settling.IsClosed && _broker.Health.AwaySince is null
            && _time.GetElapsedTime(started) < limit)
            await Task.Delay(TimeSpan.FromMilliseconds(10), _time);
        await _stop.CancelAsync();
        Task[] tasks;
        lock (_tasks)
            tasks = [.. _tasks];
        await Task.WhenAll(tasks);
        await _held.ReleaseAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _stopReading.Dispose();
        _stop.Dispose();
        await _source.DisposeAsync();
    }

    private async Task ReceiveLoopAsync(Action? proven)
    {
        var token = _stopReading.Token;
        try
        {
            while (true)
            {
                if (!MayReceive())
                {
                    await Task.Delay(Pause, _time, token);
                    continue;
                }

                var batch = await ReceiveAsync(wait: proven is null, token);
                if (batch is null)
                    continue;
                proven?.Invoke();
                proven = null;
                if (batch.Count > 0)
                    Track(Task.Run(() => HandleAsync(batch), CancellationToken.None));
                if (batch.Count >= FullBatch)
                    Grow();
                else if (batch.Count == 0 && MayShrink())
                    return;
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
        }
    }

    /// <summary>Not while what is received could not be finished: what cannot be taken off its source would come again and again.</summary>
    private bool MayReceive() =>
        !_held.IsFull && !_held.IsStalled && !_kafka.IsClosed && !_settling.IsClosed && !_deadLetters.IsBlocked
        && _broker.Health.AwaySince is null;

    /// <summary>Null where it failed; the gate then decides when to try again.</summary>
    private async Task<IReadOnlyList<HeldDelivery>?> ReceiveAsync(bool wait, CancellationToken cancellation)
    {
        var isTry = await _receiving.PassAsync(cancellation);
        try
        {
            var received = await _source.ReceiveAsync(wait && !isTry, cancellation);
            _receiving.Succeeded(isTry);
            return _held.Add(received);
        }
        catch (TargetException exception)
        {
            var fault = exception.Fault == TargetFault.Content ? TargetFault.NeedsPerson : exception.Fault;
            await Task.Delay(_receiving.Failed(isTry, fault, exception.Message, exception.Code), _time, cancellation);
            return null;
        }
    }

    private async Task HandleAsync(IReadOnlyList<HeldDelivery> batch)
    {
        try
        {
            var done = new List<HeldDelivery>(batch.Count);
            var groups = batch.Where(delivery => delivery.Delivery.OrderKey is not null).GroupBy(delivery => delivery.Delivery.OrderKey);
            var unordered = batch.Where(delivery => delivery.Delivery.OrderKey is null).Select(delivery => DeliverAsync([delivery], done));
            await Task.WhenAll([.. unordered, .. groups.Select(group => DeliverAsync([.. group], done))]);
            await AcknowledgeAsync(done);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // What is not settled is released at the end, or comes back by itself.
        }
    }

    /// <summary>Brings deliveries of one order key to Kafka, each only after the one before; one that is given up gives up the rest.</summary>
    private async Task DeliverAsync(IReadOnlyList<HeldDelivery> group, List<HeldDelivery> done)
    {
        foreach (var held in group)
        {
            try
            {
                if (!await DeliverAsync(held))
                {
                    await _held.GiveUpAsync(group.SkipWhile(other => other != held).ToList());
                    return;
                }
            }
            catch (Exception exception) when (!_stop.IsCancellationRequested)
            {
                _logger.LogError(exception, "{Connection}: message {Id} could not be handled; its queue hands it out again", _plan.TargetName, held.Delivery.Id);
                _held.LetGo(group.SkipWhile(other => other != held).ToList());
                return;
            }

            held.IsSettled = true;
            lock (done)
                done.Add(held);
        }
    }

    /// <summary>True once Kafka has it, or it was kept as a dead letter.</summary>
    private async Task<bool> DeliverAsync(HeldDelivery held)
    {
        var mapped = held.Delivery.Map();
        if (mapped.Code is null)
            return await ProduceAsync(held, mapped.Record);
        await SetAsideAsync(held, mapped.Code, mapped.Reason!, mapped.Record);
        return true;
    }

    private async Task<bool> ProduceAsync(HeldDelivery held, EventRecord record)
    {
        while (true)
        {
            var isTry = await _kafka.PassAsync(_stop.Token);
            if (!held.TryEnterProducer())
            {
                _kafka.Forgo(isTry);
                return false;
            }

            var result = await _producer.ProduceAsync(_plan.Topic, record, CancellationToken.None).WaitAsync(_stop.Token);
            held.LeaveProducer();
            switch (result.Outcome)
            {
                case ProduceOutcome.Acknowledged:
                    _kafka.Succeeded(isTry);
                    _monitor.CountDelivered(1);
                    return true;
                case ProduceOutcome.RecordRefused:
                    _kafka.Succeeded(isTry);
                    await SetAsideAsync(held, "refused-by-kafka", result.Problem, held.Delivery.Keep());
                    return true;
                default:
                    _monitor.Meter?.CountProduceFailed(result.Outcome);
                    var fault = result.Outcome == ProduceOutcome.Refused ? TargetFault.NeedsPerson : TargetFault.Away;
                    await Task.Delay(_kafka.Failed(isTry, fault, result.Problem), _time, _stop.Token);
                    break;
            }
        }
    }

    private Task SetAsideAsync(HeldDelivery held, string code, string reason, EventRecord record)
    {
        var id = held.Delivery.Id;
        return _deadLetters.WriteAsync([_deadLetters.Describe(code, reason, $"{_plan.TargetName}, message {id}", id, record)], _stop.Token);
    }

    private async Task AcknowledgeAsync(List<HeldDelivery> done)
    {
        while (done.Count > 0)
        {
            var isTry = await _settling.PassAsync(_stop.Token);
            try
            {
                var again = await _source.AcknowledgeAsync(done.ConvertAll(held => held.Delivery), _stop.Token);
                _settling.Succeeded(isTry);
                _held.Remove(done.Where(held => !again.Contains(held.Delivery)));
                done.RemoveAll(held => !again.Contains(held.Delivery));
                if (done.Count > 0)
                    await Task.Delay(Backoff.Away(1), _time, _stop.Token);
            }
            catch (TargetException exception)
            {
                var fault = exception.Fault == TargetFault.Content ? TargetFault.NeedsPerson : exception.Fault;
                await Task.Delay(_settling.Failed(isTry, fault, exception.Message, exception.Code), _time, _stop.Token);
            }
        }
    }

    private void Grow()
    {
        if (Interlocked.Increment(ref _receivers) <= MaxReceivers)
            Track(Task.Run(() => ReceiveLoopAsync(null)));
        else
            Interlocked.Decrement(ref _receivers);
    }

    private bool MayShrink()
    {
        if (Interlocked.Decrement(ref _receivers) >= 1)
            return true;
        Interlocked.Increment(ref _receivers);
        return false;
    }

    private void Track(Task task)
    {
        lock (_tasks)
            _tasks.Add(task);
        task.ContinueWith(
            ended =>
            {
                lock (_tasks)
                    _tasks.Remove(ended);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
