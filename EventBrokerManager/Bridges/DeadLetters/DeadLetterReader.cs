using EventBrokerManager.Bridges.Storage;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>Lists, groups and single dead letters.</summary>
internal sealed class DeadLetterReader(IDbContextFactory<LandscapeDb> databases)
{
    public async Task<IReadOnlyList<DeadLetterSummary>> ListAsync(
        Guid? bridge, DeadLetterFilter filter, int limit, long? before, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await (await OfAsync(db, bridge, cancellation))
            .Matching(filter)
            .Where(d => before == null || d.Id < before)
            .OrderByDescending(d => d.Id)
            .Take(limit)
            .Select(DeadLetterQueries.ToSummary)
            .ToListAsync(cancellation);
    }

    public async Task<IReadOnlyList<DeadLetterGroup>> GroupsAsync(Guid? bridge, DeadLetterFilter filter, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var groups = await (await OfAsync(db, bridge, cancellation))
            .Matching(filter)
            .GroupBy(d => new { d.BridgeId, d.ConnectionId, d.ReasonCode })
            .Select(all => new
            {
                all.Key,
                Count = all.Count(),
                Bytes = all.Sum(d => d.Size),
                HeldBack = all.Count(d => d.Redrives >= RedriveRules.MostRedrives),
                Oldest = all.Min(d => d.At),
                Newest = all.Max(d => d.At),
                Last = all.Max(d => d.Id),
            })
            .ToListAsync(cancellation);
        var last = groups.ConvertAll(g => g.Last);
        var reasons = await db.DeadLetters.Where(d => last.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Reason, cancellation);
        var bridges = await db.Bridges.AsNoTracking().Include(b => b.Connections).ThenInclude(c => c.Event)
            .Where(b => bridge == null || b.Id == bridge).ToDictionaryAsync(b => b.Id, cancellation);
        var found = groups.Where(g => bridges.ContainsKey(g.Key.BridgeId)).Select(g =>
        {
            var owner = bridges[g.Key.BridgeId];
            var connection = owner.Connections.Find(c => c.Id == g.Key.ConnectionId);
            return new DeadLetterGroup(
                owner.Id, owner.Name, g.Key.ConnectionId, g.Key.ReasonCode, g.Count, g.Bytes, g.HeldBack, g.Oldest, g.Newest,
                reasons.GetValueOrDefault(g.Last, ""), connection is null, connection?.Event.Name, connection?.Direction, connection?.Target);
        });
        return [.. found.OrderByDescending(g => g.Count).ThenBy(g => g.Bridge, StringComparer.OrdinalIgnoreCase).ThenBy(g => g.ReasonCode, StringComparer.Ordinal)];
    }

    public async Task<DeadLetterContent> GetAsync(Guid bridge, long id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var letter = await db.DeadLetters.AsNoTracking().FirstOrDefaultAsync(d => d.BridgeId == bridge && d.Id == id, cancellation)
            ?? throw RefusedException.NotFound("There is no such dead letter in this bridge. It may have been sent again or discarded meanwhile.");
        var record = DeadLetterRows.RecordOf(letter);
        return new(DeadLetterQueries.ToSummary.Compile()(letter), record.Key, record.Value, record.Headers);
    }

    private static async Task<IQueryable<DeadLetter>> OfAsync(LandscapeDb db, Guid? bridge, CancellationToken cancellation)
    {
        if (bridge is null)
            return db.DeadLetters;
        if (!await db.Bridges.AnyAsync(b => b.Id == bridge, cancellation))
            throw BridgeReader.NotFound();
        return db.DeadLetters.Where(d => d.BridgeId == bridge);
    }
}
