using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>What every runner of this process shares.</summary>
internal sealed record EngineParts(
    IBroker Broker, IRecordTransport Transport, IReadOnlyDictionary<string, IConnector> Connectors, IProgressStore Progress,
    IDeadLetterStore DeadLetters, IBridgeJournal Journal, InstanceId Instance, TimeProvider Time, ILogger Logger);

/// <summary>
/// Runs one bridge in one revision: takes the positions, opens the lanes, and ends them in two phases: stop reading, let what is
/// under way finish, then cut what does not.
/// </summary>
internal sealed class BridgeRunner
{
    private const string KafkaCheck = "Kafka answers";
    private const string ChannelsCheck = "Channels exist";
    private const string PositionCheck = "Position taken";
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    private readonly EngineParts _parts;
    private readonly StartChecklist _checklist;
    private readonly Dictionary<Guid, ConnectionMonitor> _monitors;
    private readonly StartPositions _positions;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<OutboundLane> _outbound = [];
    private readonly List<InboundLane> _inbound = [];
    private ChannelReader? _reader;
    private Task _starting = Task.CompletedTask;
    private DateTimeOffset? _kafkaAwaySince;

    public BridgeRunner(BridgePlan plan, EngineParts parts, Action changed)
    {
        Plan = plan;
        _parts = parts;
        _checklist = new StartChecklist(changed);
        _monitors = plan.Connections.ToDictionary(
            connection => connection.Id, connection => new ConnectionMonitor(connection, parts.Time, changed));
        _positions = new StartPositions(plan, parts.Broker, parts.Progress, parts.Journal, parts.Logger);
    }

    public BridgePlan Plan { get; }

    public void Start() => _starting = Task.Run(StartAsync);

    public BridgeStatus Snapshot()
    {
        var connections = Plan.Connections.Select(connection => _monitors[connection.Id].Snapshot()).ToList();
        var worst = connections.MaxBy(connection => connection.State)!;
        var count = connections.Count(connection => connection.State == worst.State);
        var reason = worst.State == BridgeState.Running && count > 1 ? $"All {count} connections run."
            : count == connections.Count ? worst.Reason
            : $"{count} of {connections.Count} connections: {worst.Reason}";
        return new BridgeStatus(
            Plan.Id, worst.State, reason, worst.Since, connections, LastHour(), _checklist.Snapshot());
    }

    public void TryNow()
    {
        foreach (var lane in _outbound)
            lane.TryNow();
        foreach (var lane in _inbound)
            lane.TryNow();
    }

    /// <summary>Feeds the meters; once a second.</summary>
    public void Tick(TimeSpan elapsed)
    {
        foreach (var monitor in _monitors.Values)
            monitor.Rate.Tick(monitor.Delivered, elapsed);
        TellKafkaHealth();
    }

    /// <summary>Keeps positions and counts in the database.</summary>
    public Task SaveProgressAsync(CancellationToken cancellation)
    {
        var positions = (_reader?.Positions() ?? new Dictionary<PartitionId, long>())
            .ToDictionary(entry => entry.Key, entry => _positions.Saved(entry.Key, entry.Value));
        var delivered = _monitors.ToDictionary(entry => entry.Key, entry => entry.Value.Delivered);
        return _parts.Progress.SaveAsync(Plan.Id, positions, delivered, cancellation);
    }

    /// <summary>Finds out how much waits at each source.</summary>
    public async Task MeasureLagAsync(CancellationToken cancellation)
    {
        foreach (var lane in _inbound)
            lane.Monitor.Lag = await lane.BacklogAsync(cancellation);
        if (_reader?.Positions() is not { Count: > 0 } positions || _parts.Broker.Health.AwaySince is not null)
            return;
        var ranges = await _parts.Broker.GetOffsetRangesAsync(_outbound.ConvertAll(lane => lane.Plan.Topic), cancellation);
        foreach (var lane in _outbound)
        {
            lane.Monitor.Lag = positions
                .Where(entry => entry.Key.Topic == lane.Plan.Topic && ranges.ContainsKey(entry.Key))
                .Sum(entry => Math.Max(0, ranges[entry.Key].High - Math.Max(entry.Value, ranges[entry.Key].Low)));
        }
    }

    /// <param name="ending">Stopping, or Reconfiguring where a new revision follows.</param>
    public async Task StopAsync(BridgeState ending)
    {
        SetLife(ending, ending == BridgeState.Stopping ? "Finishing what is under way." : "Finishing what is under way; then the new definition starts.");
        await _stop.CancelAsync();
        await _starting;
        _reader?.StopReading();
        await Task.WhenAll([.. _outbound.Select(lane => lane.StopAsync(DrainLimit)), .. _inbound.Select(lane => lane.StopAsync(DrainLimit))]);
        try
        {
            await SaveProgressAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Kafka has the positions too; counts go on from the last save.
            _parts.Logger.LogWarning(exception, "Bridge {Bridge}: progress not saved", Plan.Name);
        }

        if (_reader is not null)
            await _reader.StopAsync();
        await CloseLanesAsync();
        _stop.Dispose();
        if (ending == BridgeState.Stopping)
            SetLife(BridgeState.Stopped, "Stopped.");
    }

    private async Task StartAsync()
    {
        var stop = _stop.Token;
        try
        {
            _checklist.Set(KafkaCheck, CheckState.Waiting);
            _checklist.Set(ChannelsCheck, CheckState.Waiting);
            if (Plan.Connections.Any(connection => connection.Direction == Direction.KafkaToTarget))
                _checklist.Set(PositionCheck, CheckState.Waiting);
            await OpenLanesAsync(stop);
            await PrepareAsync(stop);
            StartLanes();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            _parts.Logger.LogError(exception, "Bridge {Bridge} cannot start", Plan.Name);
            SetLife(BridgeState.Failed, $"The bridge cannot start: {exception.GetBaseException().Message} Edit it, or stop and start it again.");
        }
    }

    /// <summary>Opens all targets; where one cannot be opened a person must act, and it is tried again.</summary>
    private async Task OpenLanesAsync(CancellationToken stop)
    {
        var attempt = 0;
        while (true)
        {
            try
            {
                foreach (var connection in Plan.Connections)
                    OpenLane(connection);
                ClearFault(Facet.Target);
                return;
            }
            catch (TargetException exception)
            {
                await CloseLanesAsync();
                var wait = Backoff.NeedsPerson(attempt++);
                SetFault(Facet.Target, BridgeState.Failed, exception.Message, _parts.Time.GetUtcNow() + wait);
                await Task.Delay(wait, _parts.Time, stop);
            }
        }
    }

    private void OpenLane(ConnectionPlan connection)
    {
        var connector = _parts.Connectors[Plan.Service];
        var monitor = _monitors[connection.Id];
        var deadLetters = new DeadLetterWriter(Plan.Id, connection.Id, _parts.DeadLetters, monitor, _parts.Time, _parts.Logger);
        if (connection.Direction == Direction.KafkaToTarget)
            _outbound.Add(new OutboundLane(connection, Guard.Around(connector.OpenSink(Plan, connection), _parts.Logger), monitor, deadLetters, _parts.Time));
        else
            _inbound.Add(new InboundLane(
                connection, Guard.Around(connector.OpenSource(Plan, connection), _parts.Logger), _parts.Transport, _parts.Broker, monitor, deadLetters,
                _parts.Time, _parts.Logger));
    }

    private async Task CloseLanesAsync()
    {
        foreach (var lane in _outbound)
            await lane.DisposeAsync();
        foreach (var lane in _inbound)
            await lane.DisposeAsync();
        _outbound.Clear();
        _inbound.Clear();
    }

    /// <summary>Waits for Kafka and the channels, then takes the positions.</summary>
    private async Task PrepareAsync(CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            var wait = Backoff.Away(attempt);
            var next = _parts.Time.GetUtcNow() + wait;
            try
            {
                var wanted = Plan.Connections.Select(connection => connection.Topic).Distinct().ToList();
                var topics = await _parts.Broker.DescribeTopicsAsync(wanted, stop);
                _checklist.Set(KafkaCheck, CheckState.Done, _parts.Broker.Description);
                if (wanted.Where(topic => !topics.ContainsKey(topic)).ToList() is { Count: > 0 } missing)
                {
                    SetChannelFault(missing, next);
                }
                else
                {
                    _checklist.Set(ChannelsCheck, CheckState.Done);
                    await TakePositionsAsync(topics, stop);
                    ClearFault(Facet.Channel);
                    return;
                }
            }
            catch (BrokerUnavailableException exception)
            {
                _checklist.Set(KafkaCheck, CheckState.Failed, exception.Message);
                SetFault(Facet.Channel, BridgeState.Retrying, exception.Message + " Nothing to do; nothing is lost.", next);
            }
            catch (BrokerRefusedException exception)
            {
                _checklist.Set(KafkaCheck, CheckState.Failed, exception.Message);
                SetFault(Facet.Channel, BridgeState.Failed, exception.Message, next);
            }

            await Task.Delay(wait, _parts.Time, stop);
        }
    }

    private async Task TakePositionsAsync(IReadOnlyDictionary<string, TopicState> topics, CancellationToken stop)
    {
        if (_outbound.Count == 0)
            return;
        var read = _outbound.Select(lane => lane.Plan.Topic).ToHashSet();
        await _positions.TakeAsync(topics.Where(topic => read.Contains(topic.Key)).ToDictionary(), stop);
        _checklist.Set(PositionCheck, CheckState.Done);
    }

    private void StartLanes()
    {
        foreach (var lane in _inbound)
        {
            var check = $"First receive from {lane.Plan.TargetName}";
            _checklist.Set(check, CheckState.Waiting);
            lane.Start(() =>
            {
                _checklist.Set(check, CheckState.Done, "The right to receive is proven.");
                lane.Monitor.SetLife(BridgeState.Running, "Receiving.");
            });
        }

        foreach (var lane in _outbound)
        {
            var check = $"Queue {lane.Plan.TargetName} answers";
            _checklist.Set(check, CheckState.Waiting);
            var first = $"First event to {lane.Plan.TargetName}";
            _checklist.Set(first, CheckState.NotYetKnown, "The right to send shows with it.");
            lane.Start(
                (state, detail) => _checklist.Set(check, state, detail),
                () => _checklist.Set(first, CheckState.Done, "The right to send is proven."));
        }

        if (_outbound.Count == 0)
            return;
        _reader = new ChannelReader(Plan, _parts.Transport, _parts.Instance.MemberOf(Plan.Id), _positions, _outbound, _parts.Time, _parts.Logger);
        _reader.Start();
    }

    private double[] LastHour()
    {
        var hours = _monitors.Values.Select(monitor => monitor.Rate.LastHour()).ToList();
        var minutes = hours.Max(hour => hour.Length);
        return [.. Enumerable.Range(0, minutes).Select(minute => hours.Sum(hour => hour[minute]))];
    }

    private void TellKafkaHealth()
    {
        var away = _parts.Broker.Health.AwaySince;
        if (away == _kafkaAwaySince)
            return;
        _kafkaAwaySince = away;
        if (away is null)
            ClearFault(Facet.Kafka);
        else
            SetFault(Facet.Kafka, BridgeState.Retrying, "Kafka does not answer. Nothing to do; nothing is lost. It goes on by itself.", null);
    }

    private void SetChannelFault(List<string> missing, DateTimeOffset next)
    {
        var reason = missing.Count == 1 ? $"The topic {missing[0]} does not exist in Kafka." : $"{missing.Count} topics do not exist in Kafka, such as {missing[0]}.";
        _checklist.Set(ChannelsCheck, CheckState.Failed, reason);
        SetFault(Facet.Channel, BridgeState.Failed, reason + " An administrator of Kafka must restore it, or create its channel again.", next);
    }

    private void SetLife(BridgeState state, string reason)
    {
        foreach (var monitor in _monitors.Values)
            monitor.SetLife(state, reason);
    }

    private void SetFault(Facet facet, BridgeState state, string reason, DateTimeOffset? next)
    {
        foreach (var monitor in _monitors.Values)
            monitor.SetFault(facet, state, reason, next);
    }

    private void ClearFault(Facet facet)
    {
        foreach (var monitor in _monitors.Values)
            monitor.ClearFault(facet);
    }
}
