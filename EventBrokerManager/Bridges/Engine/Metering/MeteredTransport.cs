using System.Diagnostics;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine.Metering;

/// <summary>Counts what a bridge's consumer is told of its group.</summary>
internal sealed class MeteredTransport(IRecordTransport transport, BridgeMeter meter) : IRecordTransport
{
    public IRecordProducer Producer => transport.Producer;

    public IRecordConsumer OpenConsumer(ConsumerOptions options, IConsumerListener listener) =>
        transport.OpenConsumer(options, new Listener(listener, meter));

    /// <summary>The transport of one connection to Kafka, whose records are timed and traced.</summary>
    public IRecordTransport For(ConnectionMeter connection) => new Lane(this, new Producing(Producer, connection));

    private sealed class Lane(MeteredTransport transport, IRecordProducer producer) : IRecordTransport
    {
        public IRecordProducer Producer => producer;

        public IRecordConsumer OpenConsumer(ConsumerOptions options, IConsumerListener listener) => transport.OpenConsumer(options, listener);
    }

    private sealed class Listener(IConsumerListener listener, BridgeMeter meter) : IConsumerListener
    {
        public IReadOnlyDictionary<PartitionId, long> Assigned(
            IReadOnlyCollection<PartitionId> partitions, IReadOnlyDictionary<PartitionId, long> committed)
        {
            meter.CountRebalance();
            return listener.Assigned(partitions, committed);
        }

        public void Revoked(IReadOnlyCollection<PartitionId> partitions) => listener.Revoked(partitions);

        public void Lost(IReadOnlyCollection<PartitionId> partitions) => listener.Lost(partitions);

        public long? PositionLost(PartitionId partition) => listener.PositionLost(partition);

        public bool TopicsChanged() => listener.TopicsChanged();

        public void CommitResult(string? problem)
        {
            if (problem is not null)
                meter.CountCommitFailure();
            listener.CommitResult(problem);
        }
    }

    /// <summary>At most one record at a time is timed: at full speed that is hundreds a second, and costs the others nothing.</summary>
    private sealed class Producing(IRecordProducer producer, ConnectionMeter meter) : IRecordProducer
    {
        private int _isTiming;

        public Task<ProduceResult> ProduceAsync(string topic, EventRecord record, CancellationToken cancellation)
        {
            if (EventTrace.IsOn && EventTrace.Event(record, "kafka", topic) is { } span)
                return TraceAsync(topic, EventTrace.Continue(record, span), span, cancellation);
            return Interlocked.Exchange(ref _isTiming, 1) == 0 ? TimeAsync(topic, record, cancellation) : producer.ProduceAsync(topic, record, cancellation);
        }

        public Task AbandonAsync() => producer.AbandonAsync();

        private async Task<ProduceResult> TimeAsync(string topic, EventRecord record, CancellationToken cancellation)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                var result = await producer.ProduceAsync(topic, record, cancellation);
                meter.RecordProduce(began);
                return result;
            }
            finally
            {
                Volatile.Write(ref _isTiming, 0);
            }
        }

        private async Task<ProduceResult> TraceAsync(string topic, EventRecord record, Activity span, CancellationToken cancellation)
        {
            using (span)
            {
                var began = Stopwatch.GetTimestamp();
                var result = await producer.ProduceAsync(topic, record, cancellation);
                meter.RecordProduce(began);
                if (result.Outcome != ProduceOutcome.Acknowledged)
                    span.SetStatus(ActivityStatusCode.Error, result.Outcome.ToString());
                return result;
            }
        }
    }
}
