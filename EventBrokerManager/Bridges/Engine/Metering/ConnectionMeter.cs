using System.Diagnostics;
using System.Diagnostics.Metrics;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine.Metering;

/// <summary>What is done with a target; the values of the label <c>operation</c>.</summary>
internal enum TargetOperation
{
    Send,
    Receive,
    Acknowledge,
}

/// <summary>
/// What one connection did since the process started, over all of its starts. Counts are plain numbers that whoever collects them reads;
/// only distributions are recorded as they happen, once a call, with labels that are made once.
/// </summary>
internal sealed class ConnectionMeter : IDisposable
{
    private static readonly InstrumentAdvice<double> CallBounds = Bounds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);
    private static readonly InstrumentAdvice<double> LatencyBounds = Bounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 21600);
    private static readonly InstrumentAdvice<long> SizeBounds = new() { HistogramBucketBoundaries = [1, 2, 3, 5, 7, 9, 10] };

    private readonly Meter _meter;
    private readonly Histogram<double> _callDuration;
    private readonly Histogram<double> _produceDuration;
    private readonly Histogram<double> _latency;
    private readonly Histogram<long> _batchSize;
    private readonly KeyValuePair<string, object?>[] _labels;
    private readonly KeyValuePair<string, object?>[][] _operationLabels;
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];
    private readonly int[] _calls = new int[Enum.GetValues<TargetOperation>().Length];
    private long _delivered;
    private long _deadLettered;
    private long _passedOver;
    private long _retried;
    private long _unanswered;

    /// <param name="id">The connection's: each has a meter of its own, so that its series end with it.</param>
    public ConnectionMeter(Guid id, ConnectionLabels labels)
    {
        Labels = labels;
        _labels = [new("bridge", labels.Bridge), new("connection", labels.Connection)];
        _operationLabels = Array.ConvertAll(
            Enum.GetValues<TargetOperation>(), operation => (KeyValuePair<string, object?>[])[.. _labels, new("operation", Word(operation))]);
        _meter = new Meter(new MeterOptions(EngineMeters.Name) { Tags = [new("connection.id", id)] });
        _callDuration = _meter.CreateHistogram(
            "ebm.connection.call.duration", "s", "Duration of calls to the target that were answered, whatever the answer.", null, CallBounds);
        _produceDuration = _meter.CreateHistogram(
            "ebm.connection.produce.duration", "s", "Time from handing a record to the Kafka client to Kafka's answer; at most one record at a time is measured.",
            null, CallBounds);
        _latency = _meter.CreateHistogram(
            "ebm.connection.event.latency", "s",
            "Time from the event's entry at its source (record timestamp, or when the queue got it) to its end (confirmed by the target, or off the queue): the oldest event of each call.",
            null, LatencyBounds);
        _batchSize = _meter.CreateHistogram("ebm.connection.batch.size", "{event}", "Events of one call to the target; empty receives are left out.", null, SizeBounds);
    }

    public ConnectionLabels Labels { get; }

    public long Delivered => Interlocked.Read(ref _delivered);

    public long DeadLettered => Interlocked.Read(ref _deadLettered);

    public long PassedOver => Interlocked.Read(ref _passedOver);

    /// <summary>Events sent again: their call failed, or the target did not take them this time.</summary>
    public long Retried => Interlocked.Read(ref _retried);

    /// <summary>Events whose answer was lost: each may have arrived, and arrives again.</summary>
    public long Unanswered => Interlocked.Read(ref _unanswered);

    public long Faults(FaultKind kind) => Interlocked.Read(ref _faults[(int)kind]);

    /// <summary>Calls under way.</summary>
    public int Calls(TargetOperation operation) => Volatile.Read(ref _calls[(int)operation]);

    public static string Word(TargetOperation operation) => operation switch
    {
        TargetOperation.Send => "send",
        TargetOperation.Receive => "receive",
        _ => "acknowledge",
    };

    public void CountDelivered(long events) => Interlocked.Add(ref _delivered, events);

    public void CountDeadLetters(long events) => Interlocked.Add(ref _deadLettered, events);

    public void CountPassedOver() => Interlocked.Increment(ref _passedOver);

    public void CountRetried(long events) => Interlocked.Add(ref _retried, events);

    public void CountUnanswered(long events) => Interlocked.Add(ref _unanswered, events);

    public void CountFault(TargetFault fault) => Interlocked.Increment(ref _faults[(int)(fault switch
    {
        TargetFault.Away => FaultKind.TargetAway,
        TargetFault.NeedsPerson => FaultKind.TargetRefuses,
        _ => FaultKind.Content,
    })]);

    /// <summary>Kafka did not take a record.</summary>
    public void CountProduceFailed(ProduceOutcome outcome)
    {
        Interlocked.Increment(ref _faults[(int)(outcome == ProduceOutcome.Refused ? FaultKind.KafkaRefuses : FaultKind.KafkaAway)]);
        CountRetried(1);
        if (outcome == ProduceOutcome.Unknown)
            CountUnanswered(1);
    }

    /// <returns>When it began, for <see cref="EndCall"/>.</returns>
    public long BeginCall(TargetOperation operation)
    {
        Interlocked.Increment(ref _calls[(int)operation]);
        return Stopwatch.GetTimestamp();
    }

    public void EndCall(TargetOperation operation) => Interlocked.Decrement(ref _calls[(int)operation]);

    public void RecordDuration(TargetOperation operation, long began) =>
        _callDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, _operationLabels[(int)operation]);

    public void RecordBatch(TargetOperation operation, int events) => _batchSize.Record(events, _operationLabels[(int)operation]);

    public void RecordProduce(long began) => _produceDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, _labels);

    /// <summary>Clocks of two machines may disagree: what seems to end before it began took no time.</summary>
    public void RecordLatency(TimeSpan latency) => _latency.Record(Math.Max(0, latency.TotalSeconds), _labels);

    public void Dispose() => _meter.Dispose();

    private static InstrumentAdvice<double> Bounds(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
