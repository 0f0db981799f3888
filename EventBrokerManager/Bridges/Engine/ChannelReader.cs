using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// The one Kafka consumer of a running bridge, on a thread of its own. It hands each record to the lane of its topic and never waits
/// for one lane while another could go on: a full lane's partitions are paused, and paused again after every assignment.
/// </summary>
internal sealed partial class ChannelReader : IConsumerListener
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RevokeLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RoomWait = TimeSpan.FromMilliseconds(50);

    private readonly BridgePlan _plan;
    private readonly IRecordTransport _transport;
    private readonly string _member;
    private readonly StartPositions _positions;
    private readonly ILogger _logger;
    private readonly Dictionary<PartitionId, PartitionTracker> _trackers = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AutoResetEvent _tryNow = new(false);
    private readonly TimeProvider _time;
    // Replaced as a whole, because other threads look at them at any time.
    private volatile Dictionary<string, OutboundLane> _lanes = [];
    private IRecordConsumer? _consumer;
    private volatile bool _hasNewLanes;
    private volatile bool _isReading = true;
    private volatile bool _topicsChanged;
    private bool _reopens;
    private bool _isNewlyAssigned;
    private int _failures;

    public ChannelReader(
        BridgePlan plan, IRecordTransport transport, string member, StartPositions positions, IReadOnlyList<OutboundLane> lanes,
        TimeProvider time, ILogger logger)
    {
        _plan = plan;
        _transport = transport;
        _member = member;
        _positions = positions;
        _time = time;
        _logger = logger;
        Add(lanes);
    }

    public void Start() => new Thread(Run) { IsBackground = true, Name = $"bridge {_plan.Name}" }.Start();

    /// <summary>Reads for these lanes too. One thread at a time may call.</summary>
    public void Add(IReadOnlyList<OutboundLane> lanes)
    {
        foreach (var lane in lanes)
            lane.Queue.RoomAgain = () => Resume(lane);
        _lanes = _lanes.Values.Concat(lanes).ToDictionary(lane => lane.Plan.Topic);
        _hasNewLanes = true;
    }

    /// <summary>Hands out nothing more; polling goes on, so that the group keeps the partitions while lanes finish.</summary>
    public void StopReading()
    {
        lock (_lock)
        {
            _isReading = false;
            _consumer?.Pause(_trackers.Keys);
        }
    }

    /// <summary>
    /// Commits what is finished, leaves, and ends the thread. Call after the lanes have stopped. A Kafka that stopped answering keeps
    /// the thread for as long as it is silent; it then ends by itself, and nobody waits for it longer than <paramref name="limit"/>.
    /// </summary>
    public async Task StopAsync(TimeSpan limit)
    {
        await _stop.CancelAsync();
        try
        {
            await _ended.Task.WaitAsync(limit, _time);
            _stop.Dispose();
        }
        catch (TimeoutException)
        {
            _logger.LogWarning(
                "Bridge {Bridge}: Kafka does not answer its last commit. It is stopped all the same; the newest events may arrive twice after its next start",
                _plan.Name);
        }
    }

    /// <summary>Ends the wait before a consumer that broke is opened anew. Not after <see cref="StopAsync"/>.</summary>
    public void TryNow() => _tryNow.Set();

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
                _trackers[partition] = new PartitionTracker(partition, start, Store, Resume);
            _isNewlyAssigned = true;
        }

        return starts;
    }

    public void Revoked(IReadOnlyCollection<PartitionId> partitions) => Close(partitions, RevokeLimit);

    public void Lost(IReadOnlyCollection<PartitionId> partitions) => Close(partitions, TimeSpan.Zero);

    public long? PositionLost(PartitionId partition)
    {
        if (TopicsChanged())
            return null;
        PartitionTracker? tracker;
        lock (_lock)
            tracker = _trackers.GetValueOrDefault(partition);
        var at = tracker?.Read ?? 0;
        var start = _positions.Resolve([partition], new Dictionary<PartitionId, long> { [partition] = at }, _stop.Token)[partition];
        if (tracker is not null && start >= at)
        {
            // What was read before the gap is still on its way.
            tracker.Skip(start);
            return start;
        }

        Close([partition], RevokeLimit);
        lock (_lock)
            _trackers[partition] = new PartitionTracker(partition, start, Store, Resume);
        return start;
    }

    public bool TopicsChanged()
    {
        if (!_positions.AreOfOtherTopics(_lanes.Keys, _stop.Token))
            return false;

        // Positions of the old topic mean nothing in the new one. A new consumer knows none of them, and asks for all.
        _reopens = true;
        return true;
    }

    /// <summary>Looks at the topics again, soon and on the reader's own thread. On any thread.</summary>
    public void LookAtTopics() => _topicsChanged = true;

    public void CommitResult(string? problem)
    {
        foreach (var lane in _lanes.Values)
        {
            if (problem is null)
                lane.Monitor.ClearFault(Facet.Commit);
            else
                lane.Monitor.SetFault(Facet.Commit, BridgeState.Retrying, $"Positions cannot be kept in Kafka, so a restart would send events again. {problem}", null);
        }
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Read();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
            }
            catch (Exception exception)
            {
                var wait = Backoff.NeedsPerson(_failures++);
                _logger.LogError(exception, "The reader of bridge {Bridge} broke and is opened anew in {Seconds} s", _plan.Name, wait.TotalSeconds);
                var reason = exception is ConsumerEndedException
                    ? exception.Message
                    : $"Reading from Kafka broke off ({exception.GetBaseException().Message.TrimEnd('.')}). It is begun anew; whoever runs the portal finds more in its log.";
                SetChannelFault(BridgeState.Failed, reason, _time.GetUtcNow() + wait);
                WaitHandle.WaitAny([_stop.Token.WaitHandle, _tryNow], wait);
            }
        }

        _ended.TrySetResult();
    }

    /// <summary>Reads until it is stopped, or until the consumer is of no use any more.</summary>
    private void Read()
    {
        try
        {
            _hasNewLanes = false;
            using var consumer = _transport.OpenConsumer(new ConsumerOptions(_plan.Id.Hex(), _member, [.. _lanes.Keys], _stop.Token), this);
            lock (_lock)
                _consumer = consumer;
            _reopens = false;
            while (!_stop.IsCancellationRequested && !_reopens)
                Step(consumer);
            if (_reopens)
                CloseAll(RevokeLimit);
        }
        finally
        {
            lock (_lock)
                _consumer = null;
            CloseAll(TimeSpan.Zero);
        }
    }

    private void Step(IRecordConsumer consumer)
    {
        if (_hasNewLanes)
        {
            _hasNewLanes = false;
            consumer.Subscribe(_lanes.Keys);
        }

        if (_topicsChanged)
        {
            _topicsChanged = false;
            if (TopicsChanged())
                return;
        }

        ConsumedRecord? record;
        try
        {
            record = consumer.Poll(PollWait);
        }
        catch (BrokerRefusedException exception)
        {
            foreach (var lane in _lanes.Values.Where(lane => exception.Topic is null || exception.Topic == lane.Plan.Topic))
                lane.Monitor.SetFault(Facet.Reading, BridgeState.Failed, exception.Message, null);
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
        ClearReadFaults(lane);
        PartitionTracker? tracker;
        lock (_lock)
        {
            // Within the lock: a record that came in after the stop would be cut off on its way, and come again.
            if (!_isReading || !_trackers.TryGetValue(record.Partition, out tracker))
                return;
            lane.Offer(record, tracker);
        }

        if (tracker.IsFull)
            Pause(consumer, tracker);
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
            _failures = 0;
            positions = _trackers.ToDictionary(entry => entry.Key, entry => entry.Value.Next);
        }

        foreach (var (partition, next) in positions)
            consumer.Store(partition, next);
        try
        {
            consumer.Commit();
            CommitResult(null);
        }
        catch (BrokerUnavailableException)
        {
            // Committed again with the next progress; the database has the positions too.
        }
        catch (BrokerRefusedException exception)
        {
            CommitResult(exception.Message);
        }

        lock (_lock)
        {
            // The client pauses a partition for as long as it lives, also one that was away in between.
            consumer.Resume(_trackers.Values.Where(tracker => !IsToPause(tracker)).Select(tracker => tracker.Partition).ToList());
            consumer.Pause(_trackers.Values.Where(IsToPause).Select(tracker => tracker.Partition).ToList());
        }

        foreach (var lane in _lanes.Values)
        {
            var own = positions.Keys.Count(partition => partition.Topic == lane.Plan.Topic);
            ClearReadFaults(lane);
            if (_isReading)
                lane.Monitor.SetLife(BridgeState.Running, own switch
                {
                    0 => "Another instance reads all partitions.",
                    1 => "Reading 1 partition.",
                    _ => $"Reading {own} partitions.",
                });
        }
    }

    private static void ClearReadFaults(OutboundLane lane)
    {
        lane.Monitor.ClearFault(Facet.Channel);
        lane.Monitor.ClearFault(Facet.Reading);
    }

    private void SetChannelFault(BridgeState state, string reason, DateTimeOffset next)
    {
        foreach (var lane in _lanes.Values)
            lane.Monitor.SetFault(Facet.Channel, state, reason, next);
    }
}
