using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine.Metering;

/// <summary>Counts and times what comes through a source.</summary>
internal sealed class MeteredSource(ISource source, ConnectionMeter meter, TimeProvider time) : ISource
{
    public TimeSpan Hold => source.Hold;

    public string? Warning => source.Warning;

    /// <summary>Not timed: how long a receive takes says when an event came, not how the source does.</summary>
    public async Task<IReadOnlyList<Delivery>> ReceiveAsync(bool wait, CancellationToken cancellation)
    {
        meter.BeginCall(TargetOperation.Receive);
        try
        {
            var received = await source.ReceiveAsync(wait, cancellation);
            if (received.Count > 0)
                meter.RecordBatch(TargetOperation.Receive, received.Count);
            return received;
        }
        catch (TargetException exception)
        {
            meter.CountFault(exception.Fault);
            throw;
        }
        finally
        {
            meter.EndCall(TargetOperation.Receive);
        }
    }

    public async Task<IReadOnlyList<Delivery>> AcknowledgeAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        var began = meter.BeginCall(TargetOperation.Acknowledge);
        try
        {
            var again = await source.AcknowledgeAsync(deliveries, cancellation);
            meter.RecordDuration(TargetOperation.Acknowledge, began);
            if (deliveries.Min(delivery => delivery.Sent) is { } oldest)
                meter.RecordLatency(time.GetUtcNow() - oldest);
            return again;
        }
        catch (TargetException exception)
        {
            meter.CountFault(exception.Fault);
            throw;
        }
        finally
        {
            meter.EndCall(TargetOperation.Acknowledge);
        }
    }

    public Task RenewAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) => source.RenewAsync(deliveries, cancellation);

    public Task ReleaseAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) => source.ReleaseAsync(deliveries, cancellation);

    public MappedDelivery MapKept(EventRecord kept, string id) => source.MapKept(kept, id);

    public Task<long?> BacklogAsync(CancellationToken cancellation) => source.BacklogAsync(cancellation);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
