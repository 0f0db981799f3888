using System.Diagnostics;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine.Metering;

/// <summary>Counts, times and traces what goes through a sink; changes nothing of it but the trace context of an event that is traced.</summary>
internal sealed class MeteredSink(ISink sink, ConnectionPlan plan, string service, ConnectionMeter meter, TimeProvider time) : ISink
{
    public int BatchEvents => sink.BatchEvents;

    public int BatchBytes => sink.BatchBytes;

    public bool IsOrdered => sink.IsOrdered;

    public string OrderKey(ConsumedRecord record) => sink.OrderKey(record);

    public MappedEvent Map(ConsumedRecord record)
    {
        var span = EventTrace.IsOn ? EventTrace.Event(record.Record, service, plan.TargetName) : null;
        var mapped = sink.Map(span is null ? record : record with { Record = EventTrace.Continue(record.Record, span) });
        if (mapped.Outcome != MapOutcome.Ready)
        {
            span?.Dispose();
            return mapped;
        }

        mapped.Stamp = record.Record.Timestamp;
        mapped.Span = span;
        return mapped;
    }

    /// <summary>Not traced: it ended long ago for those who look at the event's trace. The context that came with the event goes on with it.</summary>
    public MappedEvent MapRedrive(ConsumedRecord record, int number) => sink.MapRedrive(record, number);

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellation) => sink.ProbeAsync(cancellation);

    public async Task<IReadOnlyList<SendResult>> SendAsync(IReadOnlyList<MappedEvent> batch, CancellationToken cancellation)
    {
        var began = meter.BeginCall(TargetOperation.Send);
        using var span = EventTrace.IsOn ? EventTrace.Batch(batch, service, plan.TargetName) : null;
        try
        {
            var results = await sink.SendAsync(batch, cancellation);
            meter.RecordDuration(TargetOperation.Send, began);
            meter.RecordBatch(TargetOperation.Send, batch.Count);
            Settle(batch, results);
            return results;
        }
        catch (TargetException exception)
        {
            Failed(exception, batch.Count, span);
            throw;
        }
        catch (OperationCanceledException)
        {
            meter.CountUnanswered(batch.Count);
            throw;
        }
        finally
        {
            meter.EndCall(TargetOperation.Send);
        }
    }

    public ValueTask DisposeAsync() => sink.DisposeAsync();

    private void Settle(IReadOnlyList<MappedEvent> batch, IReadOnlyList<SendResult> results)
    {
        var again = 0;
        var oldest = DateTimeOffset.MaxValue;
        for (var i = 0; i < results.Count; i++)
        {
            var mapped = batch[i];
            if (results[i].Outcome == SendOutcome.TryAgain)
            {
                again++;
                continue;
            }

            if (results[i].Outcome == SendOutcome.Delivered && mapped.Stamp < oldest)
                oldest = mapped.Stamp.Value;
            EventTrace.End(mapped, results[i]);
        }

        if (again > 0)
            meter.CountRetried(again);
        if (oldest < DateTimeOffset.MaxValue)
            meter.RecordLatency(time.GetUtcNow() - oldest);
    }

    private void Failed(TargetException exception, int events, Activity? span)
    {
        meter.CountFault(exception.Fault);
        meter.CountRetried(events);
        if (exception.IsUnanswered)
            meter.CountUnanswered(events);
        span?.SetStatus(ActivityStatusCode.Error, exception.Fault.ToString());
    }
}
