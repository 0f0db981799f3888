using EventBrokerManager.Audit;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>Deletes dead letters for good. What was deleted and why stands in the audit, in the same transaction.</summary>
internal sealed class Discarder(IDbContextFactory<LandscapeDb> databases, Redriver redriver, IRedriveEngine engine, IAuditLog audit)
{
    public const int LongestReason = 500;

    /// <summary>Dead letters of one transaction at most, so that live traffic never waits for a long one.</summary>
    private const int Part = 2_000;

    public async Task<int> DiscardAsync(Actor actor, Guid id, DeadLetterSelection selection, string? reason, CancellationToken cancellation)
    {
        var why = reason?.Trim() ?? "";
        if (why.Length is 0 or > LongestReason)
        {
            throw RefusedException.Invalid(
                "reason", why.Length == 0 ? "The reason is missing. Say why these events are not needed; it stands in the audit."
                    : $"The reason has {why.Length} characters; {LongestReason} are allowed. Shorten it.");
        }

        var (discarded, upTo) = (0, (long?)null);
        while (true)
        {
            var (count, last, newest) = await PartAsync(actor, id, selection, why, upTo, cancellation);
            upTo ??= newest;
            discarded += count;
            if (last)
                break;
        }

        if (discarded == 0 && selection.Ids is not null)
            throw RefusedException.NotFound("The bridge has none of these dead letters. They may have been sent again or discarded meanwhile.");
        return discarded;
    }

    /// <param name="upTo">The newest that there was at the beginning; those that come meanwhile stay.</param>
    private async Task<(int Count, bool IsLast, long Newest)> PartAsync(
        Actor actor, Guid id, DeadLetterSelection selection, string reason, long? upTo, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var bridge = await Redriver.FindAsync(db, id, cancellation);
        await redriver.RequireNoneAsync(db, bridge, cancellation);
        var newest = upTo ?? await db.DeadLetters.Where(d => d.BridgeId == id).MaxAsync(d => (long?)d.Id, cancellation) ?? 0;
        var letters = await db.DeadLetters.Selected(id, selection)
            .Where(d => d.Id <= newest)
            .OrderBy(d => d.Id)
            .Take(Part)
            .Select(d => new { d.Id, d.ConnectionId, d.ReasonCode, d.Size })
            .ToListAsync(cancellation);
        if (letters.Count > 0)
        {
            var ids = letters.ConvertAll(letter => letter.Id);
            await db.DeadLetters.Where(d => ids.Contains(d.Id)).ExecuteDeleteAsync(cancellation);
            audit.Add(db, actor, "dead-letters.discard", bridge.Name, id.Hex(), before: new
            {
                Reason = reason,
                DeadLetters = letters.Count,
                Bytes = letters.Sum(letter => letter.Size),
                ReasonCodes = letters.CountBy(letter => letter.ReasonCode).ToDictionary(),
                Ids = IdRanges.Write(ids),
            });
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            engine.Gone(id, letters.CountBy(letter => letter.ConnectionId).ToDictionary());
        }

        return (letters.Count, letters.Count < Part, newest);
    }
}
