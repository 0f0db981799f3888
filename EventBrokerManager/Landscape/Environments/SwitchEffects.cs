using EventBrokerManager.Broker;
using EventBrokerManager.Persistence;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Environments;

/// <summary>What stops when the event broker is switched off.</summary>
internal sealed class SwitchEffects(IBrokerSecurity security, TimeProvider time)
{
    private const int NamedAtMost = 5;

    /// <param name="environments">Those that would lose their access.</param>
    public async Task<Effects> OfAsync(LandscapeDb db, string subject, IReadOnlyList<Guid> environments, CancellationToken cancellation)
    {
        var consequences = new List<string>();
        foreach (var id in environments)
            consequences.AddRange(await OfAsync(db, id, cancellation));
        if (consequences.Count > 0)
            consequences.Add("Nothing is deleted: channels, their events, and what was granted stay.");
        return new Effects(subject, consequences);
    }

    private async Task<List<string>> OfAsync(LandscapeDb db, Guid id, CancellationToken cancellation)
    {
        var consequences = new List<string>();
        var environment = await db.AppEnvironments.AsNoTracking().Include(e => e.App).Include(e => e.Space).FirstAsync(e => e.Id == id, cancellation);
        var name = $"{environment.App.Name}/{environment.Name}";
        var now = time.GetUtcNow();
        var users = await db.Credentials.CountAsync(
            c => c.EnvironmentId == id && c.Issued != null && c.UserRemoved == null && (c.Retires == null || c.Retires > now), cancellation);
        if (users > 0)
        {
            consequences.Add(security.Enforces
                ? $"{name} loses its rights in Kafka at once and its credentials end ({users}). To go on later it needs new ones."
                : $"{name} gets no configuration when it starts next. This Kafka enforces nothing, so what runs goes on until it is stopped.");
        }

        foreach (var published in await PublishedAsync(db, id, cancellation))
            consequences.Add(await PublishedAsync(db, name, environment.SpaceId, environment.Space.Name, published, cancellation));
        var subscribed = await db.Implemented
            .Where(i => i.EnvironmentId == id && i.Retired == null && i.Subscribe)
            .OrderBy(i => i.Event.Name).Select(i => i.Event.Name).ToListAsync(cancellation);
        if (subscribed.Count > 0)
            consequences.Add($"{name} receives nothing more of {List(subscribed)}; what comes meanwhile waits while Kafka keeps it.");
        return consequences;
    }

    private static async Task<List<(Guid Id, string Name)>> PublishedAsync(LandscapeDb db, Guid environment, CancellationToken cancellation) =>
        (await db.Implemented
            .Where(i => i.EnvironmentId == environment && i.Retired == null && i.Publish)
            .OrderBy(i => i.Event.Name).Select(i => new { i.EventId, i.Event.Name }).ToListAsync(cancellation))
        .ConvertAll(i => (i.EventId, i.Name));

    private static async Task<string> PublishedAsync(
        LandscapeDb db, string environment, Guid space, string spaceName, (Guid Id, string Name) published, CancellationToken cancellation)
    {
        var subscribers = await db.Implemented
            .Where(i => i.EventId == published.Id && i.Retired == null && i.Subscribe && i.Environment.SpaceId == space)
            .OrderBy(i => i.Environment.App.NameKey).Select(i => i.Environment.App.Name + "/" + i.Environment.Name).ToListAsync(cancellation);
        var bridges = await db.Connections
            .Where(c => c.EventId == published.Id && c.Bridge.SpaceId == space)
            .Select(c => c.Bridge.Name).Distinct().OrderBy(n => n).ToListAsync(cancellation);
        var text = $"{environment} publishes no {published.Name} in {spaceName} any more";
        if (subscribers.Count > 0)
            text += $"; {List(subscribers)} will get none from it";
        if (bridges.Count > 0)
            text += $"; the {(bridges.Count == 1 ? "bridge" : "bridges")} {List(bridges)} will carry none of it";
        return text + ".";
    }

    internal static string List(IReadOnlyList<string> names) => names.Count <= NamedAtMost
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(NamedAtMost))} and {names.Count - NamedAtMost} more";
}
