using System.Collections.Concurrent;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Bridges.Engine;

/// <summary>Hands out consumers in memory; the test acts on the newest one's polling thread through <see cref="Do"/>.</summary>
internal sealed class FakeConsumers : IRecordTransport
{
    private readonly BlockingCollection<Func<IConsumerListener, FakeConsumers, ConsumedRecord?>> _steps = [];

    public int Opened { get; private set; }

    /// <summary>The topics of the newest consumer.</summary>
    public IReadOnlyCollection<string> Subscribed { get; private set; } = [];

    public HashSet<PartitionId> Paused { get; } = [];

    public Dictionary<PartitionId, long> Stored { get; } = [];

    public IRecordProducer Producer { get; } = new FakeTransport();

    /// <summary>What the next poll does and brings.</summary>
    public void Do(Func<IConsumerListener, FakeConsumers, ConsumedRecord?> step) => _steps.Add(step);

    public void Assign(params PartitionId[] partitions) => Do((listener, _) =>
    {
        listener.Assigned(partitions, new Dictionary<PartitionId, long>());
        return null;
    });

    public void Deliver(PartitionId partition, long offset) =>
        Do((_, _) => new ConsumedRecord(partition, offset, new EventRecord([1], [1], [])));

    public IRecordConsumer OpenConsumer(ConsumerOptions options, IConsumerListener listener)
    {
        Opened++;
        Subscribed = options.Topics;
        return new Consumer(this, listener);
    }

    private sealed class Consumer(FakeConsumers all, IConsumerListener listener) : IRecordConsumer
    {
        public ConsumedRecord? Poll(TimeSpan timeout) => all._steps.TryTake(out var step, timeout) ? step(listener, all) : null;

        public void Subscribe(IReadOnlyCollection<string> topics) => all.Subscribed = topics;

        public void Pause(IReadOnlyCollection<PartitionId> partitions)
        {
            lock (all.Paused)
                all.Paused.UnionWith(partitions);
        }

        public void Resume(IReadOnlyCollection<PartitionId> partitions)
        {
            lock (all.Paused)
                all.Paused.ExceptWith(partitions);
        }

        public void Store(PartitionId partition, long next)
        {
            lock (all.Stored)
                all.Stored[partition] = next;
        }

        public void Commit()
        {
        }

        public void Seek(PartitionId partition, long offset)
        {
        }

        public void Dispose()
        {
        }
    }
}
