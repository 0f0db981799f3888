using EventBrokerManager.Bridges.Connectors.CloudEvents;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EventBrokerManager.Bridges.Storage;

/// <summary>Keeps dead letters in the database, up to the limit of <see cref="DeadLetterOptions"/> a bridge.</summary>
internal sealed class DeadLetterStore(
    IDbContextFactory<LandscapeDb> databases, IOptions<DeadLetterOptions> options, TimeProvider time) : IDeadLetterStore
{
    public async Task<int> AddAsync(IReadOnlyList<RefusedEvent> events, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var fresh = await FreshAsync(db, events, cancellation);
        if (fresh.Count == 0)
            return 0;
        await CheckLimitAsync(db, fresh[0].Bridge, cancellation);
        db.DeadLetters.AddRange(fresh.Select(ToRow));
        await db.SaveChangesAsync(cancellation);
        return fresh.Count;
    }

    /// <summary>Those that are not there yet; a crash between writing and settling brings an event a second time.</summary>
    private static async Task<List<RefusedEvent>> FreshAsync(LandscapeDb db, IReadOnlyList<RefusedEvent> events, CancellationToken cancellation)
    {
        var keys = events.Select(refused => refused.OriginKey).ToList();
        var known = await db.DeadLetters
            .Where(letter => letter.ConnectionId == events[0].Connection && keys.Contains(letter.OriginKey))
            .Select(letter => letter.OriginKey)
            .ToHashSetAsync(cancellation);
        return events.Where(refused => known.Add(refused.OriginKey)).ToList();
    }

    private async Task CheckLimitAsync(LandscapeDb db, Guid bridge, CancellationToken cancellation)
    {
        var held = await db.DeadLetters.Where(letter => letter.BridgeId == bridge)
            .GroupBy(_ => 1)
            .Select(all => new { Count = all.Count(), Bytes = all.Sum(letter => letter.Size) })
            .FirstOrDefaultAsync(cancellation);
        if (held is not null && (held.Count >= options.Value.MaxCount || held.Bytes >= options.Value.MaxBytes))
        {
            throw new DeadLetterLimitException(
                $"The bridge holds {held.Count:N0} dead letters ({held.Bytes / (1 << 20):N0} MiB), as many as it may, so it stops reading; nothing is lost. "
                + "A Technical Contact must look into their reasons, have mended what sends these events, and send the dead letters again or discard "
                + "them; then it goes on by itself.");
        }
    }

    private DeadLetter ToRow(RefusedEvent refused)
    {
        var record = refused.Record;
        var headers = DeadLetterRows.WriteHeaders(record.Headers);
        var identity = EventIdentity.Of(record.Headers, record.Value);
        return new DeadLetter
        {
            BridgeId = refused.Bridge,
            ConnectionId = refused.Connection,
            At = time.GetUtcNow(),
            ReasonCode = refused.ReasonCode,
            Reason = refused.Reason,
            Origin = refused.Origin,
            OriginKey = refused.OriginKey,
            EventId = identity.Id,
            EventType = identity.Type,
            Key = record.Key,
            Value = record.Value,
            Headers = headers,
            Size = (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0) + headers.Length,
        };
    }
}
