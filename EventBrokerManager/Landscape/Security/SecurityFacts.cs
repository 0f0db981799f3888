using EventBrokerManager.Persistence;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Security;

/// <summary>Reads what decides about Kafka's users and rules.</summary>
public static class SecurityFacts
{
    /// <param name="environments">Null for all.</param>
    public static async Task<IReadOnlyList<SecuredEnvironment>> ReadAsync(
        LandscapeDb db, IReadOnlyCollection<Guid>? environments, DateTimeOffset now, CancellationToken cancellation)
    {
        var rows = await db.AppEnvironments.AsNoTracking()
            .Where(e => environments == null || environments.Contains(e.Id))
            .Select(e => new
            {
                e.Id,
                e.App.Kind,
                IsOn = e.BrokerEnabled && e.App.BrokerEnabled && e.Retired == null && e.App.Retired == null,
                e.SpaceId,
                e.PreviousSpaceId,
            })
            .ToListAsync(cancellation);
        var users = (await db.Credentials.AsNoTracking()
                .Where(c => environments == null || environments.Contains(c.EnvironmentId))
                .Where(c => c.UserRemoved == null && (c.Retires == null || c.Retires > now))
                .Select(c => new { c.EnvironmentId, c.UserName })
                .ToListAsync(cancellation))
            .ToLookup(c => c.EnvironmentId, c => c.UserName);
        var events = (await db.Grants.AsNoTracking()
                .Where(g => environments == null || environments.Contains(g.EnvironmentId))
                .Where(g => g.Publish == true || g.Subscribe == true)
                .Select(g => new { g.EnvironmentId, g.EventId, Publish = g.Publish == true, Subscribe = g.Subscribe == true })
                .ToListAsync(cancellation))
            .ToLookup(g => g.EnvironmentId, g => new AllowedEvent(g.EventId, g.Publish, g.Subscribe));
        return rows.ConvertAll(e => new SecuredEnvironment(
            e.Id,
            e.Kind,
            e.IsOn,
            [.. users[e.Id]],
            e.PreviousSpaceId is { } previous ? [e.SpaceId, previous] : [e.SpaceId],
            [.. events[e.Id]]));
    }
}
