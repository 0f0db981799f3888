using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges.Storage;

/// <summary>Keeps positions and counts in the database.</summary>
internal sealed class ProgressStore(IDbContextFactory<LandscapeDb> databases) : IProgressStore
{
    public async Task<IReadOnlyDictionary<PartitionId, SavedPosition>> PositionsAsync(Guid bridge, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Positions.AsNoTracking().Where(position => position.BridgeId == bridge).ToDictionaryAsync(
            position => new PartitionId(position.Topic, position.Partition),
            position => new SavedPosition(position.Offset, position.TopicId),
            cancellation);
    }

    public async Task SaveAsync(
        Guid bridge, IReadOnlyDictionary<PartitionId, SavedPosition> positions, IReadOnlyDictionary<Guid, long> delivered,
        CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (!await db.Bridges.AnyAsync(b => b.Id == bridge, cancellation))
            return;
        var known = await db.Positions.Where(position => position.BridgeId == bridge)
            .ToDictionaryAsync(position => new PartitionId(position.Topic, position.Partition), cancellation);
        foreach (var (partition, position) in positions)
        {
            if (!known.TryGetValue(partition, out var row))
            {
                row = new Position { BridgeId = bridge, Topic = partition.Topic, Partition = partition.Partition };
                db.Positions.Add(row);
            }

            row.Offset = position.Offset;
            row.TopicId = position.TopicId;
        }

        // Tracked, so that only what changed is written: an idle bridge writes nothing.
        foreach (var connection in await db.Connections.Where(connection => connection.BridgeId == bridge).ToListAsync(cancellation))
            connection.Delivered = delivered.GetValueOrDefault(connection.Id, connection.Delivered);
        await db.SaveChangesAsync(cancellation);
    }
}
