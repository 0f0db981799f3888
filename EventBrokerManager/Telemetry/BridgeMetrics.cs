using System.Diagnostics.Metrics;
using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Options;

namespace EventBrokerManager.Telemetry;

/// <summary>
/// The metrics of bridges and connections, read when somebody collects them: events pay nothing for them. Series exist for the bridges
/// that exist, and end with them.
/// </summary>
internal sealed class BridgeMetrics : IDisposable
{
    /// <summary>Of the metrics that have one series per connection and state; more than the two thousand that the SDK keeps otherwise.</summary>
    public const int MostStates = 14_000;

    public const string ConnectionState = "ebm.connection.state";

    private static readonly BridgeState[] States = Enum.GetValues<BridgeState>();

    private readonly Meter _meter = new(EngineMeters.Name);
    private readonly BridgeCatalogue _catalogue;
    private readonly IBridgeMonitor _monitor;
    private readonly EngineMeters _meters;
    private readonly RetentionWatch _retention;
    private readonly DeadLetterOptions _limits;
    private readonly TimeProvider _time;

    public BridgeMetrics(
        BridgeCatalogue catalogue, IBridgeMonitor monitor, EngineMeters meters, RetentionWatch retention, IOptions<DeadLetterOptions> limits,
        TimeProvider time)
    {
        (_catalogue, _monitor, _meters, _retention, _limits, _time) = (catalogue, monitor, meters, retention, limits.Value, time);
        AddBridges();
        AddConnections();
        AddCounts();
    }

    public void Dispose() => _meter.Dispose();

    private void AddBridges()
    {
        _meter.CreateObservableGauge("ebm.bridge.state", BridgeStates, null, "1 for the state that the bridge is in, 0 for the others.");
        _meter.CreateObservableGauge(
            "ebm.bridge.state.age", () => OfRunning((bridge, status) => Age(status.Since, Label(bridge))), "s",
            "Time since the bridge's state began; only of bridges that run here.");
        _meter.CreateObservableGauge(
            "ebm.bridge.wanted", () => OfBridges(bridge => bridge.Desired == DesiredState.Started ? 1 : 0), null, "1 where the bridge is to run, 0 where it is to be stopped.");
        _meter.CreateObservableGauge("ebm.bridge.dead_letters", () => OfBridges(bridge => bridge.DeadLetters), "{event}", "Dead letters that the bridge holds.");
        _meter.CreateObservableGauge(
            "ebm.bridge.dead_letters.utilization",
            () => _catalogue.Bridges.Select(bridge => new Measurement<double>(_limits.Usage(bridge.DeadLetters, bridge.DeadLetterBytes), Label(bridge))),
            "1", "How much of its limit the bridge's dead letters take, by number or by size; at 1 it stops reading.");
        _meter.CreateObservableGauge(
            "ebm.bridge.retention.late", () => OfBridges(bridge => _retention.Late(bridge.Id)), "{event}",
            "Events that have waited for more than half of the time that Kafka keeps them.");
        _meter.CreateObservableCounter(
            "ebm.bridge.rebalances", () => OfBridges(bridge => _meters.FindBridge(bridge.Id)?.Rebalances ?? 0), "{rebalance}",
            "How often the bridge's consumer group handed out partitions anew.");
        _meter.CreateObservableCounter(
            "ebm.bridge.commit.failures", () => OfBridges(bridge => _meters.FindBridge(bridge.Id)?.CommitFailures ?? 0), "{commit}",
            "Commits of positions that Kafka did not take.");
    }

    private void AddConnections()
    {
        _meter.CreateObservableGauge("ebm.connection.info", Infos, null, "Always 1; what the connection's name stands for.");
        _meter.CreateObservableGauge(ConnectionState, ConnectionStates, null, "1 for the state that the connection is in, 0 for the others.");
        _meter.CreateObservableGauge(
            "ebm.connection.state.age", () => OfRunningConnections(status => Age(status.Since)), "s",
            "Time since the connection's state began; only of bridges that run here.");
        _meter.CreateObservableGauge(
            "ebm.connection.lag", () => OfRunningConnections(status => status.Lag is { } lag ? new Measurement<double>(lag) : null), "{event}",
            "Events that wait at the source: records in Kafka, or messages in the queue; left out where it cannot be known.");
        _meter.CreateObservableGauge(
            "ebm.connection.events.in_flight", () => OfRunningConnections(status => new Measurement<double>(status.InFlight)), "{event}",
            "Events that are read and not finished.");
        _meter.CreateObservableGauge("ebm.connection.calls.in_flight", Calls, "{call}", "Calls to the target that are under way: senders and receivers at work.");
    }

    private void AddCounts()
    {
        Count("ebm.connection.events.delivered", "{event}", meter => meter.Delivered, "Events confirmed by the other side.");
        Count("ebm.connection.events.dead_lettered", "{event}", meter => meter.DeadLettered, "Events kept as dead letters.");
        Count("ebm.connection.events.passed_over", "{event}", meter => meter.PassedOver, "Events of another type in the same topic, which are not carried.");
        Count("ebm.connection.events.retried", "{event}", meter => meter.Retried, "Events that have to be sent again.");
        Count("ebm.connection.events.unanswered", "{event}", meter => meter.Unanswered, "Events whose answer was lost; each may arrive twice.");
        _meter.CreateObservableCounter(
            "ebm.connection.faults", () => PerMeter(Enum.GetValues<FaultKind>(), "kind", Word, (meter, kind) => meter.Faults(kind)), "{fault}",
            "Calls that failed, by whose fault it was.");
    }

    private void Count(string name, string unit, Func<ConnectionMeter, long> count, string description) => _meter.CreateObservableCounter(
        name, () => Connections().Select(connection => new Measurement<long>(_meters.FindConnection(connection.Id) is { } meter ? count(meter) : 0, Labels(connection))),
        unit, description);

    private IEnumerable<KnownConnection> Connections() => _catalogue.Bridges.SelectMany(bridge => bridge.Connections);

    private IEnumerable<Measurement<long>> OfBridges(Func<KnownBridge, long> value) =>
        _catalogue.Bridges.Select(bridge => new Measurement<long>(value(bridge), Label(bridge)));

    private IEnumerable<Measurement<double>> OfRunning(Func<KnownBridge, BridgeStatus, Measurement<double>> value)
    {
        var running = _monitor.All().ToDictionary(status => status.Id);
        return _catalogue.Bridges.Where(bridge => running.ContainsKey(bridge.Id)).Select(bridge => value(bridge, running[bridge.Id]));
    }

    private IEnumerable<Measurement<double>> OfRunningConnections(Func<ConnectionStatus, Measurement<double>?> value)
    {
        var running = Running();
        foreach (var connection in Connections())
        {
            if (running.GetValueOrDefault(connection.Id) is { } status && value(status) is { } measured)
                yield return new Measurement<double>(measured.Value, Labels(connection));
        }
    }

    private Dictionary<Guid, ConnectionStatus> Running() =>
        _monitor.All().SelectMany(status => status.Connections).ToDictionary(connection => connection.Id);

    private IEnumerable<Measurement<long>> BridgeStates()
    {
        var running = _monitor.All().ToDictionary(status => status.Id);
        foreach (var bridge in _catalogue.Bridges)
        {
            var current = running.GetValueOrDefault(bridge.Id)?.State ?? BridgeState.Stopped;
            foreach (var state in States)
                yield return new Measurement<long>(state == current ? 1 : 0, Label(bridge), new("state", state.ToString()));
        }
    }

    private IEnumerable<Measurement<long>> ConnectionStates()
    {
        var running = Running();
        foreach (var connection in Connections())
        {
            var current = running.GetValueOrDefault(connection.Id)?.State ?? BridgeState.Stopped;
            foreach (var state in States)
                yield return new Measurement<long>(state == current ? 1 : 0, [.. Labels(connection), new("state", state.ToString())]);
        }
    }

    private IEnumerable<Measurement<long>> Calls() => PerMeter(
        Enum.GetValues<TargetOperation>(), "operation", ConnectionMeter.Word, (meter, operation) => meter.Calls(operation));

    private IEnumerable<Measurement<long>> PerMeter<T>(T[] values, string label, Func<T, string> word, Func<ConnectionMeter, T, long> count)
    {
        foreach (var connection in Connections())
        {
            if (_meters.FindConnection(connection.Id) is not { } meter)
                continue;
            foreach (var value in values)
                yield return new Measurement<long>(count(meter, value), [.. Labels(connection), new(label, word(value))]);
        }
    }

    private IEnumerable<Measurement<long>> Infos() =>
        from bridge in _catalogue.Bridges
        from connection in bridge.Connections
        select new Measurement<long>(
            1,
            [
                .. Labels(connection), new("connection_id", connection.Id.Hex()), new("service", bridge.Service), new("space", bridge.Space),
                new("event", connection.Event), new("direction", connection.Direction == Direction.KafkaToTarget ? "kafkaToTarget" : "targetToKafka"),
                new("target", connection.TargetName),
            ]);

    private Measurement<double> Age(DateTimeOffset since, params KeyValuePair<string, object?>[] labels) =>
        new(Math.Max(0, (_time.GetUtcNow() - since).TotalSeconds), labels);

    private static string Word(FaultKind kind) => kind switch
    {
        FaultKind.TargetAway => "target_away",
        FaultKind.TargetRefuses => "target_refuses",
        FaultKind.Content => "content",
        FaultKind.KafkaAway => "kafka_away",
        _ => "kafka_refuses",
    };

    private static KeyValuePair<string, object?> Label(KnownBridge bridge) => new("bridge", bridge.Name);

    private static KeyValuePair<string, object?>[] Labels(KnownConnection connection) =>
        [new("bridge", connection.Labels.Bridge), new("connection", connection.Labels.Connection)];
}
