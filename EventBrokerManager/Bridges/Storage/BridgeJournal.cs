using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges.Storage;

/// <summary>Keeps a bridge's history, the newest thousand entries.</summary>
internal sealed class BridgeJournal(IDbContextFactory<LandscapeDb> databases, TimeProvider time) : IBridgeJournal
{
    private const int Kept = 1_000;

    public async Task AddAsync(Guid bridge, BridgeState? state, string reason, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (!await db.Bridges.AnyAsync(b => b.Id == bridge, cancellation))
            return;
        var entry = new BridgeHistoryEntry { BridgeId = bridge, At = time.GetUtcNow(), State = state, Reason = reason };
        db.BridgeHistory.Add(entry);
        await db.SaveChangesAsync(cancellation);
        var oldest = await db.BridgeHistory.Where(other => other.BridgeId == bridge)
            .OrderByDescending(other => other.Id).Skip(Kept).Select(other => (long?)other.Id).FirstOrDefaultAsync(cancellation);
        if (oldest is { } last)
            await db.BridgeHistory.Where(other => other.BridgeId == bridge && other.Id <= last).ExecuteDeleteAsync(cancellation);
    }
}
