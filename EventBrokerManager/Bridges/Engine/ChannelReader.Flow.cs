using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine;

// Which partitions are read now: paused while their lane or they themselves are full, closed when they go.
internal sealed partial class ChannelReader
{
    private void Pause(IRecordConsumer consumer, OutboundLane lane)
    {
        lock (_lock)
        {
            // It may have drained meanwhile, and then nobody tells again that there is room.
            lane.IsPaused = lane.Queue.IsFull;
            if (lane.IsPaused)
                consumer.Pause(PartitionsOf(lane));
        }
    }

    private void Pause(IRecordConsumer consumer, PartitionTracker tracker)
    {
        lock (_lock)
        {
            tracker.IsPaused = tracker.IsFull;
            if (tracker.IsPaused)
                consumer.Pause([tracker.Partition]);
        }
    }

    private void Resume(OutboundLane lane)
    {
        lock (_lock)
        {
            if (!lane.IsPaused)
                return;
            lane.IsPaused = false;
            _consumer?.Resume(PartitionsOf(lane).FindAll(partition => !IsToPause(_trackers[partition])));
        }
    }

    private void Resume(PartitionTracker tracker)
    {
        lock (_lock)
        {
            if (!tracker.IsPaused)
                return;
            tracker.IsPaused = false;
            if (_trackers.GetValueOrDefault(tracker.Partition) == tracker && !IsToPause(tracker))
                _consumer?.Resume([tracker.Partition]);
        }
    }

    private bool IsToPause(PartitionTracker tracker) => !_isReading || tracker.IsPaused || _lanes[tracker.Partition.Topic].IsPaused;

    private List<PartitionId> PartitionsOf(OutboundLane lane) =>
        _trackers.Keys.Where(partition => partition.Topic == lane.Plan.Topic).ToList();

    private void Store(PartitionId partition, long next) => _consumer?.Store(partition, next);

    private void CloseAll(TimeSpan limit)
    {
        List<PartitionId> left;
        lock (_lock)
            left = [.. _trackers.Keys];
        Close(left, limit);
    }

    private void Close(IReadOnlyCollection<PartitionId> partitions, TimeSpan limit)
    {
        List<PartitionTracker> closing;
        lock (_lock)
            closing = partitions.Where(_trackers.ContainsKey).Select(partition => _trackers[partition]).ToList();
        Task.WaitAll([.. closing.Select(tracker => tracker.BeginClose())], _stop.IsCancellationRequested ? TimeSpan.Zero : limit);
        lock (_lock)
        {
            foreach (var tracker in closing)
            {
                tracker.Close();
                _trackers.Remove(tracker.Partition);
                _positions.Left(tracker.Partition, tracker.Next);
            }
        }
    }
}
