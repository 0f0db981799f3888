using System.Text.Json;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Engine.Redrives;
using EventBrokerManager.Persistence;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges.Storage;

/// <summary>Redrives in the database. A dead letter and the count of the redrive change together, so a crash between cannot part them.</summary>
internal sealed class RedriveStore(IDbContextFactory<LandscapeDb> databases, TimeProvider time) : IRedriveStore
{
    public async Task<RedriveJob?> UnderWayAsync(Guid bridge, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Redrives
            .Where(redrive => redrive.BridgeId == bridge && redrive.Ended == null)
            .Select(redrive => new RedriveJob(redrive.Id, redrive.StartedBy, redrive.PerSecond))
            .FirstOrDefaultAsync(cancellation);
    }

    public async Task<IReadOnlyList<KeptLetter>> NextAsync(
        RedriveJob job, Guid connection, long after, int most, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var redrive = await db.Redrives.AsNoTracking().FirstOrDefaultAsync(r => r.Id == job.Id && r.Ended == null, cancellation);
        if (redrive is null)
            return [];
        var letters = await db.DeadLetters.AsNoTracking()
            .ToRedrive(redrive.BridgeId, Read(redrive.Selection))
            .Where(letter => letter.ConnectionId == connection && letter.Id > after && letter.Id <= redrive.UpTo
                && (letter.LastRedrive == null || letter.LastRedrive != job.Id))
            .OrderBy(letter => letter.Id)
            .Take(most)
            .ToListAsync(cancellation);
        return letters.ConvertAll(letter => new KeptLetter(
            letter.Id, letter.ConnectionId, letter.Origin, letter.OriginKey, letter.Redrives, DeadLetterRows.RecordOf(letter)));
    }

    public async Task<int> SettleAsync(RedriveJob job, IReadOnlyList<RedriveResult> results, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var delivered = results.Where(result => result.Code is null).Select(result => result.Letter).ToList();
        var gone = await db.DeadLetters.Where(letter => delivered.Contains(letter.Id)).ExecuteDeleteAsync(cancellation);
        var now = time.GetUtcNow();
        foreach (var result in results.Where(result => result.Code is not null))
        {
            await db.DeadLetters.Where(letter => letter.Id == result.Letter).ExecuteUpdateAsync(
                letter => letter
                    .SetProperty(l => l.ReasonCode, result.Code)
                    .SetProperty(l => l.Reason, result.Reason)
                    .SetProperty(l => l.Redrives, l => l.Redrives + 1)
                    .SetProperty(l => l.LastRedriven, now)
                    .SetProperty(l => l.LastRedrive, job.Id),
                cancellation);
        }

        await db.Redrives.Where(redrive => redrive.Id == job.Id).ExecuteUpdateAsync(
            redrive => redrive
                .SetProperty(r => r.Delivered, r => r.Delivered + delivered.Count)
                .SetProperty(r => r.Refused, r => r.Refused + (results.Count - delivered.Count)),
            cancellation);
        await transaction.CommitAsync(cancellation);
        return gone;
    }

    public async Task<RedriveEnd?> EndAsync(RedriveJob job, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var redrive = await db.Redrives.FirstOrDefaultAsync(r => r.Id == job.Id && r.Ended == null, cancellation);
        if (redrive is null)
            return null;
        redrive.Ended = time.GetUtcNow();
        await db.SaveChangesAsync(cancellation);
        return new RedriveEnd(redrive.Delivered, redrive.Refused, redrive.Total - redrive.Delivered - redrive.Refused);
    }

    internal static string Write(DeadLetterSelection selection) => JsonSerializer.Serialize(selection);

    private static DeadLetterSelection Read(string selection) => JsonSerializer.Deserialize<DeadLetterSelection>(selection)!;
}
