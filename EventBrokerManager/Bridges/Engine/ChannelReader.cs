using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// The one Kafka consumer of a running bridge, on a thread of its own. It hands each record to the lane of its topic and never waits
/// for one lane while another could go on: a full lane's partitions are paused, and paused again after every assignment.
/// </summary>
internal sealed class ChannelReader : IConsumerListener
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RevokeLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RoomWait = TimeSpan.FromMilliseconds(50);

    private readonly BridgePlan _plan;
    private readonly IRecordTransport _transport;
    private readonly string _member;
    private readonly StartPositions _positions;
    private readonly Dictionary<string, OutboundLane> _lanes;
    private readonly ILogger _logger;
    private readonly Dictionary<PartitionId, PartitionTracker> _trackers = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IRecordConsumer? _consumer;
    private volatile bool _isReading = true;
    private bool _isNewlyAssigned;

    public ChannelReader(
        BridgePlan plan, IRecordTransport transport, string member, StartPositions positions, IReadOnlyList<OutboundLane> lanes, ILogger logger)
    {
        _plan = plan;
        _transport = transport;
        _member = member;
        _positions = positions;
        _lanes = lanes.ToDictionary(lane => lane.Plan.Topic);
        _logger = logger;
        foreach (var lane in lanes)
            lane.Queue.RoomAgain = () => Resume(lane);
    }

    public void Start() => new Thread(Run) { IsBackground = true, Name = $"bridge {_plan.Name}" }.Start();

    /// <summary>Hands out nothing more; polling goes on, so that the group keeps the partitions while lanes finish.</summary>
    public void StopReading()
    {
        _isReading = false;
        lock (_lock)
            _consumer?.Pause(_trackers.Keys);
    }

    /// <summary>Commits what is finished, leaves, and ends the thread. Call after the lanes have stopped.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _ended.Task;
        _stop.Dispose();
    }

    /// <summary>The next offset of every partition that is ours.</summary>
    public IReadOnlyDictionary<PartitionId, long> Positions()
    {
        lock (_lock)
            return _trackers.ToDictionary(entry => entry.Key, entry => entry.Value.Next);
    }

    public IReadOnlyDictionary<PartitionId, long> Assigned(
        IReadOnlyCollection<PartitionId> partitions, IReadOnlyDictionary<PartitionId, long> committed)
    {
        var starts = _positions.Resolve(partitions, committed, _stop.Token);
        lock (_lock)
        {
            foreach (var (partition, start) in starts)
                _trackers[partition] = new PartitionTracker(partition, start, Store);
            _isNewlyAssigned = true;
        }

        return starts;
    }

    public void Revoked(IReadOnlyCollection<PartitionId> partitions) => Close(partitions, RevokeLimit);

    public void Lost(IReadOnlyCollection<PartitionId> partitions) => Close(partitions, TimeSpan.Zero);

    public long PositionLost(PartitionId partition)
    {
        long at;
        lock (_lock)
            at = _trackers.TryGetValue(partition, out var tracker) ? tracker.Next : 0;
        var start = _positions.Resolve([partition], new Dictionary<PartitionId, long> { [partition] = at }, _stop.Token)[partition];
        Close([partition], RevokeLimit);
        lock (_lock)
            _trackers[partition] = new PartitionTracker(partition, start, Store);
        return start;
    }

    public void CommitResult(string? problem)
    {
        foreach (var lane in _lanes.Values)
        {
            if (problem is null)
                lane.Monitor.ClearFault(Facet.Commit);
            else
                lane.Monitor.SetFault(Facet.Commit, BridgeState.Retrying, $"Positions cannot be kept in Kafka: {problem} Events may arrive twice.", null);
        }
    }

    private void Run()
    {
        try
        {
            var options = new ConsumerOptions(_plan.Id.Hex(), _member, _lanes.Keys, _stop.Token);
            using (_consumer = _transport.OpenConsumer(options, this))
            {
                while (!_stop.IsCancellationRequested)
                    Step(_consumer);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "The reader of bridge {Bridge} ended", _plan.Name);
            SetChannelFault(BridgeState.Failed, "The reader ended unexpectedly; stop and start the bridge. The log of the portal says more.");
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void Step(IRecordConsumer consumer)
    {
        ConsumedRecord? record;
        try
        {
            record = consumer.Poll(PollWait);
        }
        catch (BrokerRefusedException exception)
        {
            SetChannelFault(BridgeState.Failed, exception.Message);
            _stop.Token.WaitHandle.WaitOne(PollWait);
            return;
        }

        if (_isNewlyAssigned)
            AfterAssignment(consumer);
        if (record is not null)
            Hand(consumer, record);
    }

    private void Hand(IRecordConsumer consumer, ConsumedRecord record)
    {
        var lane = _lanes[record.Partition.Topic];
        lane.Monitor.ClearFault(Facet.Channel);
        PartitionTracker? tracker;
        lock (_lock)
            _trackers.TryGetValue(record.Partition, out tracker);
        if (tracker is null || !_isReading)
            return;
        lane.Offer(record, tracker);
        if (!lane.Queue.IsFull)
            return;

        // Where nobody else could go on meanwhile, a short wait is cheaper than fetching again after a pause.
        if (_lanes.Values.All(other => other == lane || other.IsPaused) && lane.Queue.WaitForRoom(RoomWait))
            return;
        Pause(consumer, lane);
    }

    private void AfterAssignment(IRecordConsumer consumer)
    {
        IReadOnlyDictionary<PartitionId, long> positions;
        lock (_lock)
        {
            _isNewlyAssigned = false;
            positions = _trackers.ToDictionary(entry => entry.Key, entry => entry.Value.Next);
        }

        foreach (var (partition, next) in positions)
            consumer.Store(partition, next);
        try
        {
            consumer.Commit();
        }
        catch (BrokerUnavailableException)
        {
            // Committed again with the next progress; the database has the positions too.
        }
        catch (BrokerRefusedException exception)
        {
            CommitResult(exception.Message);
        }

        if (!_isReading)
            consumer.Pause(positions.Keys.ToList());
        foreach (var lane in _lanes.Values)
        {
            if (lane.IsPaused)
                Pause(consumer, lane);
            var own = positions.Keys.Count(partition => partition.Topic == lane.Plan.Topic);
            lane.Monitor.ClearFault(Facet.Channel);
            if (_isReading)
                lane.Monitor.SetLife(BridgeState.Running, own > 0 ? $"Reading {own} partitions." : "Another instance reads all partitions.");
        }
    }

    private void Pause(IRecordConsumer consumer, OutboundLane lane)
    {
        lock (_lock)
        {
            lane.IsPaused = lane.Queue.IsFull;
            if (lane.IsPaused)
                consumer.Pause(PartitionsOf(lane));
        }
    }

    private void Resume(OutboundLane lane)
    {
        lock (_lock)
        {
            if (!lane.IsPaused)
                return;
            lane.IsPaused = false;
            if (_isReading)
                _consumer?.Resume(PartitionsOf(lane));
        }
    }

    private List<PartitionId> PartitionsOf(OutboundLane lane) =>
        _trackers.Keys.Where(partition => partition.Topic == lane.Plan.Topic).ToList();

    private void Store(PartitionId partition, long next) => _consumer?.Store(partition, next);

    private void Close(IReadOnlyCollection<PartitionId> partitions, TimeSpan limit)
    {
        List<PartitionTracker> closing;
        lock (_lock)
            closing = partitions.Where(_trackers.ContainsKey).Select(partition => _trackers[partition]).ToList();
        Parallel.ForEach(closing, tracker => tracker.Close(_stop.IsCancellationRequested ? TimeSpan.Zero : limit));
        lock (_lock)
        {
            foreach (var tracker in closing)
                _trackers.Remove(tracker.Partition);
        }
    }

    private void SetChannelFault(BridgeState state, string reason)
    {
        foreach (var lane in _lanes.Values)
            lane.Monitor.SetFault(Facet.Channel, state, reason, null);
    }
}
