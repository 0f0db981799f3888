using EventBrokerManager.Bridges.Engine.Logging;
using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Bridges.Engine.Redrives;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>What every runner of this process shares.</summary>
internal sealed record EngineParts(
    IBroker Broker, IRecordTransport Transport, IReadOnlyDictionary<string, IConnector> Connectors, IProgressStore Progress,
    IDeadLetterStore DeadLetters, IRedriveStore Redrives, IBridgeJournal Journal, InstanceId Instance, TimeProvider Time, ILogger Logger)
{
    public EngineMeters Meters { get; init; } = new();
}

/// <summary>
/// Runs one bridge in one revision: takes the positions, opens the lanes, and ends them in two phases: stop reading, let what is
/// under way finish, then cut what does not.
/// </summary>
internal sealed partial class BridgeRunner
{
    private const string KafkaCheck = "Kafka answers";
    private const string ChannelsCheck = "Channels exist";
    private const string PositionCheck = "Position taken";
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromDays(1);

    private readonly EngineParts _parts;
    private readonly StartChecklist _checklist;
    private readonly Dictionary<Guid, ConnectionMonitor> _monitors;
    private readonly MeteredTransport _transport;
    private readonly EngineLog _log;
    private readonly StartPositions _positions;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<Guid, long> _warned = [];
    private readonly SemaphoreSlim _tryNow = new(0);
    private readonly RedriveRunner _redrives;

    // Replaced as a whole, because other threads look at them at any time.
    private volatile OutboundLane[] _outbound = [];
    private volatile InboundLane[] _inbound = [];
    private volatile ChannelReader? _reader;
    private Task _starting = Task.CompletedTask;
    private BrokerHealth? _kafka;

    public BridgeRunner(BridgePlan plan, EngineParts parts, Action changed)
    {
        Plan = plan;
        _log = new EngineLog(parts.Logger, new LogScope(plan.Id, plan.Name), parts.Time);
        _parts = parts with { Logger = _log };
        _checklist = new StartChecklist(changed);
        var labels = ConnectionLabels.Of(plan);
        _transport = new MeteredTransport(parts.Transport, parts.Meters.Bridge(plan.Id));
        _monitors = plan.Connections.ToDictionary(
            connection => connection.Id,
            connection => new ConnectionMonitor(connection, parts.Time, changed)
            {
                Meter = parts.Meters.Connection(connection.Id, labels[connection.Id]),
                Log = new EngineLog(parts.Logger, new LogScope(plan.Id, connection.Id, labels[connection.Id]), parts.Time),
            });
        _positions = new StartPositions(plan, parts.Broker, parts.Progress, parts.Journal, _log);
        _redrives = new RedriveRunner(plan, parts.Redrives, parts.Journal, ReasonOf, Freed, parts.Time, _log);
    }

    public BridgePlan Plan { get; }

    public void Start()
    {
        _starting = Task.Run(StartAsync);
        _redrives.Start();
    }

    public BridgeStatus Snapshot()
    {
        var connections = Plan.Connections.Select(connection => _monitors[connection.Id].Snapshot()).ToList();
        var worst = connections.MaxBy(connection => connection.State)!;
        var count = connections.Count(connection => connection.State == worst.State);
        var reason = worst.State == BridgeState.Running && count > 1 ? $"All {count} connections run."
            : count == connections.Count ? worst.Reason
            : $"{count} of {connections.Count} connections: {worst.Reason}";
        return new BridgeStatus(
            Plan.Id, worst.State, reason, worst.Since, connections, LastHour(), _checklist.Snapshot()) { ReasonCode = worst.ReasonCode };
    }

    /// <summary>Ends every wait before a next try, also those of a start.</summary>
    public void TryNow()
    {
        _tryNow.Release();
        _reader?.TryNow();
        foreach (var lane in _outbound)
            lane.TryNow();
        foreach (var lane in _inbound)
            lane.TryNow();
    }

    /// <summary>Feeds the meters; once a second.</summary>
    public void Tick(TimeSpan elapsed)
    {
        foreach (var monitor in _monitors.Values)
        {
            monitor.Rate.Tick(monitor.Delivered, elapsed);
            monitor.Log?.Tick();
        }

        _log.Tick();
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
        {
            lane.Monitor.Lag = await lane.BacklogAsync(cancellation);
            await TellWarningAsync(lane, cancellation);
        }

        if (_reader?.Positions() is not { Count: > 0 } positions || _parts.Broker.Health.AwaySince is not null)
            return;
        await NoticeRegainedRightsAsync(cancellation);
        var ranges = await _parts.Broker.GetOffsetRangesAsync([.. _outbound.Select(lane => lane.Plan.Topic)], cancellation);
        if (ranges.Any(range => !_positions.IsOfKnownTopic(range.Key.Topic, range.Value)))
            _reader.LookAtTopics();
        foreach (var lane in _outbound)
        {
            lane.Monitor.Lag = positions
                .Where(entry => entry.Key.Topic == lane.Plan.Topic && ranges.ContainsKey(entry.Key))
                .Sum(entry => Math.Max(0, ranges[entry.Key].High - Math.Max(entry.Value, ranges[entry.Key].Low)));
        }
    }

    /// <summary>An idle channel that may be read again says nothing by itself.</summary>
    private async Task NoticeRegainedRightsAsync(CancellationToken cancellation)
    {
        var refused = _outbound.Where(lane => lane.Monitor.HasFault(Facet.Reading)).ToList();
        if (refused.Count == 0)
            return;
        var topics = await _parts.Broker.DescribeTopicsAsync(refused.ConvertAll(lane => lane.Plan.Topic), cancellation);
        foreach (var lane in refused.Where(lane => topics.TryGetValue(lane.Plan.Topic, out var topic) && topic.MayBeRead == true))
            lane.Monitor.ClearFault(Facet.Reading);
    }

    /// <summary>Writes what a source warns of into the history, once a day.</summary>
    private async Task TellWarningAsync(InboundLane lane, CancellationToken cancellation)
    {
        if (lane.Warning is not { } warning
            || (_warned.TryGetValue(lane.Plan.Id, out var last) && _parts.Time.GetElapsedTime(last) < WarnEvery))
            return;
        _warned[lane.Plan.Id] = _parts.Time.GetTimestamp();
        _parts.Logger.LogWarning("Bridge {Bridge}: {Warning}", Plan.Name, warning);
        await _parts.Journal.AddAsync(Plan.Id, null, warning, cancellation);
    }

    /// <param name="ending">Stopping, or Reconfiguring where a new revision follows.</param>
    public async Task StopAsync(BridgeState ending)
    {
        SetLife(ending, ending == BridgeState.Stopping ? "Finishing what is under way." : "Finishing what is under way; then the new definition starts.");
        await _stop.CancelAsync();
        await _starting;
        _reader?.StopReading();
        await Task.WhenAll([
            _redrives.StopAsync(DrainLimit), .. _outbound.Select(lane => lane.StopAsync(DrainLimit)), .. _inbound.Select(lane => lane.StopAsync(DrainLimit))]);
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
            await _reader.StopAsync(LeaveLimit);
        await CloseLanesAsync();
        _stop.Dispose();
        _reader = null;
        if (ending == BridgeState.Stopping)
            SetLife(BridgeState.Stopped, "Stopped.");
    }

    private double[] LastHour()
    {
        // A minute may just be ending: then some meters have one more than others.
        var hours = _monitors.Values.Select(monitor => monitor.Rate.LastHour()).ToList();
        var minutes = hours.Min(hour => hour.Length);
        return [.. Enumerable.Range(0, minutes).Select(minute => hours.Sum(hour => hour[minute]))];
    }

    private void TellKafkaHealth()
    {
        var health = _parts.Broker.Health;
        if (health == _kafka)
            return;
        _kafka = health;
        if (health.AwaySince is null)
            ClearFault(Facet.Kafka);
        else if (health.NeedsPerson)
            SetFault(Facet.Kafka, BridgeState.Failed, $"{health.Problem} Nothing is lost; it goes on by itself then.", null);
        else
            SetFault(Facet.Kafka, BridgeState.Retrying, "Kafka does not answer. Nothing to do; nothing is lost. It goes on by itself.", null);
    }

    private void SetLife(BridgeState state, string reason)
    {
        foreach (var monitor in _monitors.Values)
            monitor.SetLife(state, reason);
    }

    private void SetFault(Facet facet, BridgeState state, string reason, DateTimeOffset? next, string? code = null)
    {
        foreach (var monitor in _monitors.Values)
            monitor.SetFault(facet, state, reason, next, code);
    }

    private void ClearFault(Facet facet)
    {
        foreach (var monitor in _monitors.Values)
            monitor.ClearFault(facet);
    }
}
