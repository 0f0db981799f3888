using System.Globalization;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// Kafka to one target. Takes records without ever making the reader wait, sends them in batches with several calls under way,
/// and finishes each one: confirmed, dead letter, or passed over.
/// </summary>
internal sealed partial class OutboundLane : IAsyncDisposable
{
    /// <summary>Calls under way at most.</summary>
    private const int Senders = 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConnectionPlan _plan;
    private readonly ISink _sink;
    private readonly ConnectionMonitor _monitor;
    private readonly DeadLetterWriter _deadLetters;
    private readonly TargetGate _gate;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _senders = [];
    private Action? _proven;

    public OutboundLane(ConnectionPlan plan, ISink sink, ConnectionMonitor monitor, DeadLetterWriter deadLetters, TimeProvider time)
    {
        _plan = plan;
        _sink = sink;
        _monitor = monitor;
        _deadLetters = deadLetters;
        _time = time;
        _gate = new TargetGate(monitor, Facet.Target, time);
        Queue = new LaneQueue(sink.IsOrdered, Senders);
        monitor.InFlight = () => Queue.Count;
    }

    public ConnectionPlan Plan => _plan;

    public ConnectionMonitor Monitor => _monitor;

    public LaneQueue Queue { get; }

    /// <summary>True while the reader has paused this lane's partitions. Owned by the reader.</summary>
    public bool IsPaused { get; set; }

    /// <param name="probed">Told what came of asking the target, each time.</param>
    /// <param name="proven">Called when the first event is delivered.</param>
    public void Start(Action<CheckState, string> probed, Action proven)
    {
        _proven = proven;
        _senders.Add(Task.Run(() => ProbeAsync(probed)));
        for (var i = 0; i < Senders; i++)
            _senders.Add(Task.Run(SendLoopAsync));
    }

    /// <summary>Takes a record; never waits.</summary>
    public void Offer(ConsumedRecord record, PartitionTracker tracker) =>
        Queue.Add(tracker.Add(record, _sink.IsOrdered ? _sink.OrderKey(record) : null));

    public void TryNow()
    {
        _gate.TryNow();
        _deadLetters.TryNow();
    }

    /// <summary>Waits until all that was taken is finished, or until <paramref name="limit"/>; then ends what is under way.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        var started = _time.GetTimestamp();
        while (!Queue.IsEmpty && !_gate.IsClosed && _time.GetElapsedTime(started) < limit)
            await Task.Delay(TimeSpan.FromMilliseconds(10), _time);
        await _stop.CancelAsync();
        await Task.WhenAll(_senders);
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        await _sink.DisposeAsync();
    }

    /// <summary>Asks the target until it answers: a missing queue shows before the first event, and its return without one.</summary>
    private async Task ProbeAsync(Action<CheckState, string> probed)
    {
        try
        {
            while (true)
            {
                var isTry = await _gate.PassAsync(_stop.Token);
                try
                {
                    var result = await _sink.ProbeAsync(_stop.Token);
                    _gate.Succeeded(isTry);
                    probed(result.Answers == true ? CheckState.Done : CheckState.NotYetKnown, result.Detail);
                    return;
                }
                catch (TargetException exception)
                {
                    probed(CheckState.Failed, exception.Message);
                    await Task.Delay(_gate.Failed(isTry, exception.Fault, exception.Message, exception.Code), _time, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    private async Task SendLoopAsync()
    {
        var taken = new List<InFlight>(_sink.BatchEvents);
        try
        {
            while (true)
            {
                await Queue.TakeAsync(taken, _sink.BatchEvents, _stop.Token);
                while (_deadLetters.IsBlocked)
                    await Task.Delay(Pause, _time, _stop.Token);
                await HandleAsync(taken);
                taken.Clear();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // What was taken is not finished, so the watermark stays before it.
        }
    }

    private async Task HandleAsync(List<InFlight> taken)
    {
        var batch = new Batch(taken.Count);
        foreach (var item in taken)
        {
            if (!item.Tracker.TryTake())
            {
                Queue.Finished(item);
                continue;
            }

            var mapped = _sink.Map(item.Record);
            switch (mapped.Outcome)
            {
                case MapOutcome.PassedOver:
                    _monitor.CountPassedOver();
                    Finish(item);
                    break;
                case MapOutcome.Refused:
                    batch.Refuse(item, mapped.Code, mapped.Reason);
                    break;
                default:
                    if (batch.Bytes + mapped.Bytes > _sink.BatchBytes)
                        await SendAllAsync(batch);
                    batch.Add(item, mapped);
                    break;
            }
        }

        await SendAllAsync(batch);
    }

    /// <summary>Sends the batch until every event of it is finished.</summary>
    private async Task SendAllAsync(Batch batch)
    {
        for (var attempt = 0; ; attempt++)
        {
            await SetAsideAsync(batch);
            if (batch.Count == 0)
                return;
            var isTry = await _gate.PassAsync(_stop.Token);
            var wait = TimeSpan.Zero;
            try
            {
                var results = await _sink.SendAsync(batch.Events, _stop.Token);
                var progressed = Settle(batch, results, out var again);
                if (progressed)
                    _gate.Succeeded(isTry);
                wait = batch.Count == 0 ? TimeSpan.Zero
                    : progressed ? Backoff.Away(Math.Min(attempt, 3))
                    : _gate.Failed(isTry, TargetFault.Away, again);
            }
            catch (TargetException exception) when (exception.Fault == TargetFault.Content)
            {
                _gate.Succeeded(isTry);
                await SplitAsync(batch, exception.Message);
            }
            catch (TargetException exception)
            {
                wait = _gate.Failed(isTry, exception.Fault, exception.Message, exception.Code);
            }

            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, _time, _stop.Token);
        }
    }

    /// <summary>A call was refused for its content: alone each event shows whether it is the one at fault.</summary>
    private async Task SplitAsync(Batch batch, string reason)
    {
        if (batch.Count == 1)
        {
            var (item, _) = batch.RemoveAt(0);
            batch.Refuse(item, "refused-by-target", reason);
            return;
        }

        while (batch.Count > 0)
        {
            var single = new Batch(1);
            var (item, mapped) = batch.RemoveAt(0);
            single.Add(item, mapped);
            await SendAllAsync(single);
        }
    }

    /// <summary>Finishes what was delivered, moves what was refused aside, leaves in the batch what must be tried again.</summary>
    private bool Settle(Batch batch, IReadOnlyList<SendResult> results, out string again)
    {
        var delivered = 0;
        var progressed = false;
        again = "";
        for (var i = results.Count - 1; i >= 0; i--)
        {
            if (results[i].Outcome == SendOutcome.TryAgain)
            {
                again = results[i].Reason;
                continue;
            }

            progressed = true;
            var (item, _) = batch.RemoveAt(i);
            if (results[i].Outcome == SendOutcome.Delivered)
            {
                delivered++;
                Finish(item);
            }
            else
            {
                batch.Refuse(item, results[i].Code, results[i].Reason);
            }
        }

        if (delivered > 0)
        {
            _monitor.CountDelivered(delivered);
            Interlocked.Exchange(ref _proven, null)?.Invoke();
        }

        return progressed;
    }

    private async Task SetAsideAsync(Batch batch)
    {
        if (batch.Refused.Count == 0)
            return;
        await _deadLetters.WriteAsync(batch.Refused.ConvertAll(Describe), _stop.Token);
        foreach (var (item, _, _) in batch.Refused)
            Finish(item);
        batch.Refused.Clear();
    }

    private RefusedEvent Describe((InFlight Item, string Code, string Reason) refused)
    {
        var record = refused.Item.Record;
        var origin = string.Create(CultureInfo.InvariantCulture, $"{record.Partition.Topic}/{record.Partition.Partition}/{record.Offset}");
        // Offsets repeat when a topic is made anew; with the time of the record they don't.
        var key = string.Create(CultureInfo.InvariantCulture, $"{origin}@{record.Record.Timestamp?.ToUnixTimeMilliseconds()}");
        return _deadLetters.Describe(refused.Code, refused.Reason, origin, key, record.Record);
    }

    private void Finish(InFlight item)
    {
        item.Tracker.GiveBack(item, done: true);
        Queue.Finished(item);
    }

    /// <summary>What one sender has in hand.</summary>
    private sealed class Batch(int capacity)
    {
        private readonly List<InFlight> _items = new(capacity);
        private readonly List<MappedEvent> _events = new(capacity);

        public int Count => _items.Count;

        public int Bytes { get; private set; }

        public IReadOnlyList<MappedEvent> Events => _events;

        public List<(InFlight Item, string Code, string Reason)> Refused { get; } = [];

        public void Add(InFlight item, MappedEvent mapped)
        {
            _items.Add(item);
            _events.Add(mapped);
            Bytes += mapped.Bytes;
        }

        public (InFlight Item, MappedEvent Mapped) RemoveAt(int index)
        {
            var removed = (_items[index], _events[index]);
            _items.RemoveAt(index);
            _events.RemoveAt(index);
            Bytes -= removed.Item2.Bytes;
            return removed;
        }

        public void Refuse(InFlight item, string code, string reason) => Refused.Add((item, code, reason));
    }
}
