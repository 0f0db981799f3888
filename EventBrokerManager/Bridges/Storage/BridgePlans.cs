using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges.Storage;

/// <summary>Reads from the database what should run.</summary>
internal sealed class BridgePlans(IDbContextFactory<LandscapeDb> databases) : IBridgePlans
{
    public async Task<IReadOnlyList<BridgePlan>> StartedAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var bridges = await db.Bridges.AsNoTracking()
            .Where(bridge => bridge.Desired == DesiredState.Started)
            .Include(bridge => bridge.Connections).ThenInclude(connection => connection.Event)
            .ToListAsync(cancellation);
        var counts = await db.DeadLetters
            .GroupBy(letter => letter.ConnectionId)
            .Select(group => new { group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellation);
        return bridges.ConvertAll(bridge => new BridgePlan(
            bridge.Id, bridge.Name, bridge.Service, bridge.Region, bridge.From, bridge.Revision,
            bridge.Connections.ConvertAll(connection => new ConnectionPlan(
                connection.Id, connection.Event.Name, Names.Topic(connection.EventId, bridge.SpaceId), connection.Direction,
                connection.Target, connection.Target[(connection.Target.LastIndexOf('/') + 1)..], connection.Format,
                connection.Delivered, counts.GetValueOrDefault(connection.Id)))));
    }
}
