using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges;

/// <summary>Reads bridges: definition and moment joined, history.</summary>
internal sealed class BridgeReader(IDbContextFactory<LandscapeDb> databases, IBridgeMonitor monitor)
{
    public async Task<IReadOnlyList<BridgeDetails>> ListAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var bridges = await Whole(db).OrderBy(b => b.NameKey).ToListAsync(cancellation);
        var asked = await LastAskedAsync(db, null, cancellation);
        var letters = await CountLettersAsync(db, null, cancellation);
        return [.. bridges.Select(b => Join(b, asked, letters))];
    }

    public async Task<BridgeDetails> GetAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var bridge = await Whole(db).FirstOrDefaultAsync(b => b.Id == id, cancellation) ?? throw NotFound();
        return Join(bridge, await LastAskedAsync(db, id, cancellation), await CountLettersAsync(db, id, cancellation));
    }

    public async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(Guid id, int limit, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await RequireAsync(db, id, cancellation);
        return await db.BridgeHistory
            .Where(h => h.BridgeId == id)
            .OrderByDescending(h => h.Id)
            .Take(limit)
            .Select(h => new HistoryEntry(h.At, h.State, h.Reason, h.By))
            .ToListAsync(cancellation);
    }

    internal static RefusedException NotFound() =>
        RefusedException.NotFound("There is no such bridge. It may have been deleted meanwhile; the page Bridges shows those that are there.");

    private static IQueryable<Bridge> Whole(LandscapeDb db) => db.Bridges
        .AsNoTracking()
        .Include(b => b.Space)
        .Include(b => b.Connections).ThenInclude(c => c.Event.Service);

    private static async Task RequireAsync(LandscapeDb db, Guid id, CancellationToken cancellation)
    {
        if (!await db.Bridges.AnyAsync(b => b.Id == id, cancellation))
            throw NotFound();
    }

    // Who created, started or stopped it last.
    private static async Task<Dictionary<Guid, BridgeHistoryEntry>> LastAskedAsync(LandscapeDb db, Guid? bridge, CancellationToken cancellation)
    {
        var newest = db.BridgeHistory
            .Where(h => h.By != null && !h.Reason.StartsWith(BridgeDefinitions.ChangedBy) && (bridge == null || h.BridgeId == bridge))
            .GroupBy(h => h.BridgeId)
            .Select(entries => entries.Max(h => h.Id));
        return await db.BridgeHistory.AsNoTracking().Where(h => newest.Contains(h.Id)).ToDictionaryAsync(h => h.BridgeId, cancellation);
    }

    private static Task<Dictionary<Guid, long>> CountLettersAsync(LandscapeDb db, Guid? bridge, CancellationToken cancellation) => db.DeadLetters
        .Where(d => bridge == null || d.BridgeId == bridge)
        .GroupBy(d => d.ConnectionId)
        .Select(letters => new { letters.Key, Count = letters.LongCount() })
        .ToDictionaryAsync(letters => letters.Key, letters => letters.Count, cancellation);

    private BridgeDetails Join(Bridge bridge, Dictionary<Guid, BridgeHistoryEntry> asked, Dictionary<Guid, long> letters)
    {
        var status = monitor.Get(bridge.Id);
        if (status.State == BridgeState.Stopped && status.Connections.Count == 0)
            status = AtRest(bridge, status, asked.GetValueOrDefault(bridge.Id), letters);

        var connections = bridge.Connections
            .OrderBy(c => c.Event.Name, StringComparer.Ordinal).ThenBy(c => c.Direction)
            .Select(c => new ConnectionDetails(
                c.Id, c.EventId, c.Event.Name, c.Event.Service.Name, Names.Topic(c.EventId, bridge.SpaceId), c.Direction, c.Target, c.Format));
        return new(
            bridge.Id, bridge.Name, bridge.Service, bridge.SpaceId, bridge.Space.Name, bridge.Region, bridge.From, bridge.Desired,
            bridge.Revision, bridge.CreatedBy, bridge.Created, [.. connections], status);
    }

    /// <summary>The moment of a bridge that does not run here: its state is what was asked last, its counts are those in the database.</summary>
    private static BridgeStatus AtRest(Bridge bridge, BridgeStatus status, BridgeHistoryEntry? asked, Dictionary<Guid, long> letters)
    {
        var (state, reason) = bridge.Desired == DesiredState.Started
            ? (BridgeState.Starting, "Starting.")
            : (BridgeState.Stopped, asked?.Reason ?? status.Reason);
        var since = asked?.At ?? bridge.Created;
        var connections = bridge.Connections.ConvertAll(c => new ConnectionStatus(
            c.Id, state, reason, since, null, c.Delivered, letters.GetValueOrDefault(c.Id), 0, 0, null));
        return status with { State = state, Reason = reason, Since = since, Connections = connections };
    }
}
