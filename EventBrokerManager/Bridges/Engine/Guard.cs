namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// Stands between the engine and a connector: whatever a call throws that is no <see cref="TargetException"/> becomes one, so that a
/// fault of a connector, or an answer that it did not expect, pauses its own connection and never ends a task that events depend on.
/// </summary>
internal static class Guard
{
    public static ISink Around(ISink sink, ILogger logger) => new GuardedSink(sink, logger);

    public static ISource Around(ISource source, ILogger logger) => new GuardedSource(source, logger);

    private static async Task<T> CallAsync<T>(Func<Task<T>> call, ILogger logger, CancellationToken cancellation)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is not TargetException && !cancellation.IsCancellationRequested)
        {
            logger.LogError(exception, "A call to a target failed in a way that its connector does not know");
            throw new TargetException(
                TargetFault.Away,
                $"The call to the target failed unexpectedly ({exception.GetBaseException().Message.TrimEnd('.')}). It is tried again; the log of the portal says more.",
                exception);
        }
    }

    private static Task CallAsync(Func<Task> call, ILogger logger, CancellationToken cancellation) => CallAsync(
        async () =>
        {
            await call();
            return true;
        },
        logger, cancellation);

    private sealed class GuardedSink(ISink sink, ILogger logger) : ISink
    {
        public int BatchEvents => sink.BatchEvents;

        public int BatchBytes => sink.BatchBytes;

        public bool IsOrdered => sink.IsOrdered;

        public string OrderKey(Broker.ConsumedRecord record) => sink.OrderKey(record);

        public MappedEvent Map(Broker.ConsumedRecord record) => Map(record, sink.Map);

        public MappedEvent MapRedrive(Broker.ConsumedRecord record, int number) => Map(record, again => sink.MapRedrive(again, number));

        private MappedEvent Map(Broker.ConsumedRecord record, Func<Broker.ConsumedRecord, MappedEvent> map)
        {
            try
            {
                return map(record);
            }
            catch (Exception exception)
            {
                logger.LogError(exception, "Offset {Offset} of {Partition} cannot be mapped", record.Offset, record.Partition);
                return MappedEvent.Refused(
                    "not-mapped",
                    $"This event could not be written in the target's form ({exception.Message.TrimEnd('.')}). That is a fault of this product: whoever runs the portal finds more in its log.");
            }
        }

        public Task<ProbeResult> ProbeAsync(CancellationToken cancellation) =>
            CallAsync(() => sink.ProbeAsync(cancellation), logger, cancellation);

        public Task<IReadOnlyList<SendResult>> SendAsync(IReadOnlyList<MappedEvent> batch, CancellationToken cancellation) =>
            CallAsync(() => sink.SendAsync(batch, cancellation), logger, cancellation);

        public ValueTask DisposeAsync() => sink.DisposeAsync();
    }

    private sealed class GuardedSource(ISource source, ILogger logger) : ISource
    {
        public TimeSpan Hold => source.Hold;

        public string? Warning => source.Warning;

        public Task<IReadOnlyList<Delivery>> ReceiveAsync(bool wait, CancellationToken cancellation) =>
            CallAsync(() => source.ReceiveAsync(wait, cancellation), logger, cancellation);

        public Task<IReadOnlyList<Delivery>> AcknowledgeAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
            CallAsync(() => source.AcknowledgeAsync(deliveries, cancellation), logger, cancellation);

        public Task RenewAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
            CallAsync(() => source.RenewAsync(deliveries, cancellation), logger, cancellation);

        public Task ReleaseAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
            CallAsync(() => source.ReleaseAsync(deliveries, cancellation), logger, cancellation);

        public MappedDelivery MapKept(Broker.EventRecord kept, string id)
        {
            try
            {
                return source.MapKept(kept, id);
            }
            catch (Exception exception)
            {
                logger.LogError(exception, "The dead letter of message {Id} cannot be mapped", id);
                return new MappedDelivery(
                    kept, "not-mapped",
                    $"This event could not be read ({exception.Message.TrimEnd('.')}). That is a fault of this product: whoever runs the portal finds more in its log.");
            }
        }

        public Task<long?> BacklogAsync(CancellationToken cancellation) => source.BacklogAsync(cancellation);

        public ValueTask DisposeAsync() => source.DisposeAsync();
    }
}
