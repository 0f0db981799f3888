using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges;

/// <summary>
/// Warns, in a bridge's history and in the log, once events have waited for half of the time that Kafka keeps them: of running bridges
/// and of stopped ones. What Kafka deletes in spite of it is recorded as a gap when the bridge goes on.
/// </summary>
internal sealed class RetentionWatch(
    IDbContextFactory<LandscapeDb> databases, IBroker broker, IBridgeJournal journal, IEngineGate gate, TimeProvider time,
    ILogger<RetentionWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly HashSet<(Guid Bridge, string Topic)> _warned = [];

    /// <summary>By bridge, the events that had waited for more than half of their time at the last look; replaced as a whole.</summary>
    private volatile IReadOnlyDictionary<Guid, long> _late = new Dictionary<Guid, long>();

    /// <summary>How many events of a bridge had waited for more than half of the time that Kafka keeps them, at the last look.</summary>
    public long Late(Guid bridge) => _late.GetValueOrDefault(bridge);

    /// <summary>Looks once; warns of each bridge and topic once until it has caught up.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var positions = await PositionsAsync(cancellation);
        var retention = await broker.GetRetentionAsync([.. positions.Select(p => p.Partition.Topic).Distinct()], cancellation);
        var late = new Dictionary<Guid, long>();
        foreach (var topic in positions.GroupBy(p => p.Partition.Topic).Where(topic => retention.ContainsKey(topic.Key)))
        {
            var kept = retention[topic.Key];
            var half = await broker.GetOffsetsAtAsync([topic.Key], time.GetUtcNow() - (kept / 2), cancellation);
            foreach (var bridge in topic.GroupBy(p => p.Bridge))
            {
                var events = bridge.Sum(p => half.TryGetValue(p.Partition, out var offset) ? Math.Max(0, offset - p.Next) : 0);
                late[bridge.Key] = late.GetValueOrDefault(bridge.Key) + events;
                await TellAsync(bridge.Key, topic.Key, bridge.First().Event, events, kept, cancellation);
            }
        }

        _late = late;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.ReadyAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogDebug("Retention not looked at this time: {Reason}", exception.Message);
            }

            await Task.Delay(Every, time, stoppingToken);
        }
    }

    private async Task TellAsync(Guid bridge, string topic, string eventName, long late, TimeSpan kept, CancellationToken cancellation)
    {
        if (late == 0)
        {
            _warned.Remove((bridge, topic));
            return;
        }

        if (!_warned.Add((bridge, topic)))
            return;
        var warning = $"{late:N0} events of {eventName} have waited for more than half of the time that Kafka keeps them ({Words(kept)}). "
            + "Start the bridge or mend its target, or give the topic a longer retention; what Kafka deletes is lost for this bridge.";
        logger.LogWarning("Bridge {Bridge}: {Warning}", bridge, warning);
        await journal.AddAsync(bridge, null, warning, cancellation);
    }

    private async Task<List<(Guid Bridge, string Event, PartitionId Partition, long Next)>> PositionsAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var outgoing = (await db.Connections.Where(connection => connection.Direction == Direction.KafkaToTarget)
            .Select(connection => new { connection.BridgeId, connection.EventId, connection.Bridge.SpaceId, connection.Event.Name })
            .ToListAsync(cancellation))
            .ToDictionary(connection => (connection.BridgeId, Topic: Names.Topic(connection.EventId, connection.SpaceId)), connection => connection.Name);
        return (await db.Positions.AsNoTracking().ToListAsync(cancellation))
            .Where(position => outgoing.ContainsKey((position.BridgeId, position.Topic)))
            .Select(position => (position.BridgeId, outgoing[(position.BridgeId, position.Topic)], new PartitionId(position.Topic, position.Partition), position.Offset))
            .ToList();
    }

    private static string Words(TimeSpan kept) => kept.TotalDays >= 2 ? $"{kept.TotalDays:0.#} days" : kept.TotalHours >= 2 ? $"{kept.TotalHours:0.#} hours" : $"{kept.TotalMinutes:0.#} minutes";
}
