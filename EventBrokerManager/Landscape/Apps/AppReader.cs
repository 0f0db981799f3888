using EventBrokerManager.Landscape.Environments;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Apps;

/// <summary>Apps with their environments, as they are shown.</summary>
internal sealed class AppReader(LicenceService licences, TimeProvider time)
{
    public async Task<IReadOnlyList<AppDetails>> ReadAsync(LandscapeDb db, IQueryable<App> apps, CancellationToken cancellation)
    {
        var licence = await licences.ReadAsync(cancellation);
        var now = time.GetUtcNow();
        var rows = await apps.AsNoTracking().AsSplitQuery()
            .Include(a => a.Contacts)
            .Include(a => a.Environments).ThenInclude(e => e.Space)
            .OrderBy(a => a.Retired != null).ThenBy(a => a.NameKey)
            .ToListAsync(cancellation);
        var ids = rows.Count == 1 ? rows[0].Id : (Guid?)null;
        var credentials = (await db.Credentials.AsNoTracking()
                .Where(c => (ids == null || c.Environment.AppId == ids) && c.Issued != null && (c.Retires == null || c.Retires > now))
                .Select(c => new { c.EnvironmentId, c.Issued, c.UserRemoved })
                .ToListAsync(cancellation))
            .ToLookup(c => c.EnvironmentId);
        var contacts = await Contacts.DescribeAsync(
            db, [.. rows.SelectMany(a => a.Contacts).Select(c => c.Subject).Distinct()], cancellation);

        return rows.ConvertAll(app => new AppDetails(
            app.Id,
            app.Name,
            app.Kind,
            app.BrokerEnabled,
            app.BrokerSwitched,
            app.BrokerSwitchedBy,
            [.. app.Contacts.Select(c => contacts[c.Subject]).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)],
            [
                .. app.Environments.OrderBy(e => e.Retired is not null).ThenBy(e => e.NameKey, StringComparer.Ordinal).Select(e => Summarise(
                    app,
                    e,
                    credentials[e.Id].Where(c => c.UserRemoved is null).Max(c => c.Issued),
                    credentials[e.Id].Any(c => c.UserRemoved is not null),
                    licence)),
            ],
            app.Created,
            app.Retired));
    }

    private static EnvironmentSummary Summarise(
        App app, AppEnvironment environment, DateTimeOffset? taken, bool removed, LicenceDetails licence)
    {
        var (state, reason) = Timeline.State(Facts(app, environment, taken, removed), licence);
        return new EnvironmentSummary(
            environment.Id, environment.Name, environment.SpaceId, environment.Space.Name, environment.BrokerEnabled, state, reason,
            environment.LastConfiguration, environment.Retired);
    }

    /// <param name="environment">With its space.</param>
    internal static TimelineFacts Facts(App app, AppEnvironment environment, DateTimeOffset? taken, bool removed) => new(
        app.Kind,
        app.Name,
        $"{app.Name}/{environment.Name}",
        environment.Space.Name,
        app.BrokerEnabled,
        app.BrokerSwitched,
        environment.BrokerEnabled,
        environment.BrokerSwitched,
        taken,
        removed,
        environment.FirstConfiguration,
        environment.ChannelsCreated,
        environment.FirstEvent,
        Retired: app.Retired is not null || environment.Retired is not null);
}
