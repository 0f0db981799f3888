using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Audit;

internal sealed class AuditReader(IDbContextFactory<LandscapeDb> databases) : IAuditReader
{
    public async Task<IReadOnlyList<AuditDetails>> ReadAsync(
        Actor actor, string? search, int limit, long? before, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var entries = db.Audit.AsNoTracking();
        if (before is not null)
            entries = entries.Where(e => e.Id < before);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = $"%{Escape(search.Trim())}%";
            entries = entries.Where(e => EF.Functions.Like(e.Who, pattern, "\\")
                || EF.Functions.Like(e.Action, pattern, "\\")
                || EF.Functions.Like(e.Subject, pattern, "\\")
                || (e.SubjectId != null && EF.Functions.Like(e.SubjectId, pattern, "\\")));
        }

        return await entries
            .OrderByDescending(e => e.Id)
            .Take(limit)
            .Select(e => new AuditDetails(e.Id, e.At, e.Who, e.Action, e.Subject, e.SubjectId, e.Before, e.After))
            .ToListAsync(cancellation);
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");
}
