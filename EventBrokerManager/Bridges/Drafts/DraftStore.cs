using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges.Drafts;

/// <summary>A draft and when it was saved.</summary>
public sealed record SavedDraft(WizardDraft Draft, DateTimeOffset Saved);

/// <summary>
/// Keeps one draft per person in the database, so that it outlives a reload, a lost connection and a restart. Only its owner is
/// ever handed a draft.
/// </summary>
public sealed class DraftStore(IDbContextFactory<LandscapeDb> databases, TimeProvider time)
{
    /// <summary>The person's draft, or null.</summary>
    public async Task<SavedDraft?> GetAsync(string owner, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.BridgeDrafts.AsNoTracking().FirstOrDefaultAsync(d => d.Owner == owner, cancellation);
        return row is not null && WizardDraft.FromJson(row.Json) is { } draft ? new(draft, row.Saved) : null;
    }

    /// <summary>Replaces the person's draft.</summary>
    /// <param name="json">Of <see cref="WizardDraft.ToJson"/>.</param>
    /// <returns>When it was saved.</returns>
    public async Task<DateTimeOffset> SaveAsync(string owner, string json, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (await UpdateAsync(owner, json, now, cancellation))
            return now;

        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            db.BridgeDrafts.Add(new BridgeDraft { Owner = owner, Json = json, Saved = now });
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e, "BridgeDrafts.Owner"))
        {
            // The same person's other window was first.
            await UpdateAsync(owner, json, now, cancellation);
        }

        return now;
    }

    public async Task DeleteAsync(string owner, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.BridgeDrafts.Where(d => d.Owner == owner).ExecuteDeleteAsync(cancellation);
    }

    private async Task<bool> UpdateAsync(string owner, string json, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.BridgeDrafts.Where(d => d.Owner == owner)
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.Json, json).SetProperty(x => x.Saved, now), cancellation) > 0;
    }
}
