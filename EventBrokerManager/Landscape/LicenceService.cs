using System.Text.RegularExpressions;
using EventBrokerManager.Audit;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape;

internal sealed partial class LicenceService(IDbContextFactory<LandscapeDb> databases, IAuditLog audit, TimeProvider time) : ILicence
{
    public async Task<LicenceDetails> GetAsync(Actor actor, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        return await ReadAsync(cancellation);
    }

    public async Task<LicenceDetails> SetAsync(Actor actor, string? region, DateTimeOffset? expires, CancellationToken cancellation)
    {
        actor.Require(Role.Admin);
        var code = region?.Trim().ToLowerInvariant() ?? "";
        if (!Region().IsMatch(code))
        {
            throw RefusedException.Invalid("region", code.Length == 0
                ? "The region is missing. Enter the one that the licence names, such as eu-central-1."
                : "This is not the code of a region. Enter one such as eu-central-1.");
        }

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var organisation = await db.Organisations.SingleAsync(cancellation);
        if (organisation.LicensedSince is not null && organisation.Region != code)
        {
            var message = $"The licence's region is {organisation.Region}, chosen once and never changed. "
                + "Enter a licence for that region, or set up another installation for the other one.";
            throw RefusedException.Conflict(message, new FieldProblem("region", message));
        }

        if (organisation.LicensedSince is not null && organisation.LicenceExpires == expires)
            return Describe(organisation);

        var before = organisation.LicensedSince is null ? null : new { organisation.Region, Expires = organisation.LicenceExpires };
        organisation.Region = code;
        organisation.LicensedSince ??= time.GetUtcNow();
        organisation.LicenceExpires = expires?.ToUniversalTime();
        audit.Add(db, actor, "licence.set", organisation.Name, organisation.Id.Hex(), before, new { Region = code, Expires = expires });
        await db.SaveChangesAsync(cancellation);
        return Describe(organisation);
    }

    public async Task RequireAsync(string what, CancellationToken cancellation)
    {
        var licence = await ReadAsync(cancellation);
        if (!licence.IsValid)
            throw RefusedException.Conflict($"{what} needs a valid licence. {licence.Status}");
    }

    public async Task RequireForEventsAsync(IReadOnlyCollection<Guid> events, string what, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var owner = await db.Events
            .Where(e => events.Contains(e.Id) && e.Owner!.Kind == AppKind.Licensed)
            .OrderBy(e => e.Owner!.Name)
            .Select(e => e.Owner!.Name)
            .FirstOrDefaultAsync(cancellation);
        if (owner is not null)
            await RequireAsync($"{what} carries an event of the Licensed app {owner}, which", cancellation);
    }

    internal async Task<LicenceDetails> ReadAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return Describe(await db.Organisations.AsNoTracking().SingleAsync(cancellation));
    }

    private LicenceDetails Describe(Organisation organisation)
    {
        var (since, expires) = (organisation.LicensedSince, organisation.LicenceExpires);
        var valid = since is not null && (expires is null || expires > time.GetUtcNow());
        var status = since is null
            ? "There is no licence yet: an Admin enters it in Settings. Free apps need none."
            : valid
                ? $"The licence is valid{(expires is null ? "" : $" until {expires:yyyy-MM-dd}")} in {organisation.Region}."
                : $"The licence expired on {expires:yyyy-MM-dd}: what runs goes on, and an Admin renews it in Settings. Free apps need none.";
        return new LicenceDetails(since is null ? null : organisation.Region, expires, since, valid, status);
    }

    // The shape alone: which regions there are changes more often than this product.
    [GeneratedRegex(@"\A[a-z]{2}(-[a-z]{2,12}){1,3}-[0-9]{1,2}\z")]
    private static partial Regex Region();
}
