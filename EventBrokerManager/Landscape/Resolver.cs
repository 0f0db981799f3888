using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape;

/// <summary>
/// Finds the space, app, environment or event that a person or a program means: by id, or by name. Ids win over names that look like one.
/// What it answers is tracked by the context that was handed in.
/// </summary>
public static class Resolver
{
    private const int CandidatesNamed = 5;

    /// <param name="text">Name, in any case, or id.</param>
    public static async Task<Resolved<Space>> SpaceAsync(LandscapeDb db, string? text, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new(null, "The space is missing. Name one, or give its id.");

        var space = Names.TryParseId(text, out var id) ? await db.Spaces.FirstOrDefaultAsync(s => s.Id == id, cancellation) : null;
        if (space is null)
        {
            var key = Names.Key(text);
            space = await db.Spaces.FirstOrDefaultAsync(s => s.NameKey == key, cancellation);
        }

        return space is null ? new(null, $"There is no space {Quote(text)}. Choose another one, or create it first.") : new(space, null);
    }

    /// <summary>
    /// A bare name that several services use stands for the one event that has a channel in the space;
    /// where that is not exactly one, the answer names the candidates.
    /// </summary>
    /// <param name="text">Id, <c>service/event</c>, or an event's name. Events' names are case-sensitive, as CloudEvents types are.</param>
    /// <param name="space">Null where no space is given.</param>
    /// <returns>The event with its service.</returns>
    public static async Task<Resolved<ServiceEvent>> EventAsync(
        LandscapeDb db, string? text, Guid? space, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new(null, "The event is missing. Name it as service/event, or give its id.");

        text = text.Trim();
        var events = db.Events.Include(e => e.Service);
        if (Names.TryParseId(text, out var id) && await events.FirstOrDefaultAsync(e => e.Id == id, cancellation) is { } byId)
            return new(byId, null);

        // Services may have a slash in their name, events may not.
        var slash = text.LastIndexOf('/');
        if (slash >= 0)
        {
            var service = Names.Key(text[..slash]);
            var name = text[(slash + 1)..].Trim();
            var found = await events.FirstOrDefaultAsync(e => e.Service.NameKey == service && e.Name == name, cancellation);
            return found is null ? NoEvent(text) : new(found, null);
        }

        var candidates = await events.Where(e => e.Name == text).OrderBy(e => e.Service.NameKey).ToListAsync(cancellation);
        return candidates.Count switch
        {
            0 => NoEvent(text),
            1 => new(candidates[0], null),
            _ => await ChooseAsync(db, text, candidates, space, cancellation),
        };
    }

    /// <param name="text">Name, in any case, or id.</param>
    /// <returns>The app with its contacts and environments.</returns>
    public static async Task<Resolved<App>> AppAsync(LandscapeDb db, string? text, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new(null, "The app is missing. Name one, or give its id.");

        var apps = db.Apps.AsSplitQuery().Include(a => a.Contacts).Include(a => a.Environments).ThenInclude(e => e.Space);
        var app = Names.TryParseId(text, out var id) ? await apps.FirstOrDefaultAsync(a => a.Id == id, cancellation) : null;
        if (app is null)
        {
            var key = Names.Key(text);
            app = await apps.FirstOrDefaultAsync(a => a.NameKey == key, cancellation);
        }

        return app is null ? new(null, $"There is no app {Quote(text)}. The page Apps shows what there is.") : new(app, null);
    }

    /// <param name="text">Id, or <c>app/environment</c> in any case.</param>
    /// <returns>The environment with its space and its app, and that one's contacts.</returns>
    public static async Task<Resolved<AppEnvironment>> EnvironmentAsync(LandscapeDb db, string? text, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new(null, "The environment is missing. Name it as app/environment, or give its id.");

        var environments = db.AppEnvironments.Include(e => e.Space).Include(e => e.App).ThenInclude(a => a.Contacts);
        var environment = Names.TryParseId(text, out var id)
            ? await environments.FirstOrDefaultAsync(e => e.Id == id, cancellation)
            : null;
        var slash = text.IndexOf('/');
        if (environment is null && slash >= 0)
        {
            var (app, name) = (Names.Key(text[..slash]), Names.Key(text[(slash + 1)..]));
            environment = await environments.FirstOrDefaultAsync(e => e.App.NameKey == app && e.NameKey == name, cancellation);
        }

        return environment is null
            ? new(null, $"There is no environment {Quote(text)}. Name it as app/environment; the page Apps shows what there is.")
            : new(environment, null);
    }

    /// <exception cref="RefusedException">There is none.</exception>
    internal static async Task<App> RequireAppAsync(LandscapeDb db, string? text, CancellationToken cancellation) =>
        await AppAsync(db, text, cancellation) is var found && found.Found ? found.Value : throw RefusedException.NotFound(found.Problem!);

    /// <exception cref="RefusedException">There is none.</exception>
    internal static async Task<AppEnvironment> RequireEnvironmentAsync(LandscapeDb db, string? text, CancellationToken cancellation) =>
        await EnvironmentAsync(db, text, cancellation) is var found && found.Found ? found.Value : throw RefusedException.NotFound(found.Problem!);

    private static async Task<Resolved<ServiceEvent>> ChooseAsync(
        LandscapeDb db, string text, List<ServiceEvent> candidates, Guid? space, CancellationToken cancellation)
    {
        var ids = candidates.ConvertAll(c => c.Id);
        var inSpace = await db.Channels
            .Where(c => c.SpaceId == space && ids.Contains(c.EventId))
            .Select(c => c.EventId)
            .ToListAsync(cancellation);
        if (inSpace.Count == 1)
            return new(candidates.Single(c => c.Id == inSpace[0]), null);

        var named = candidates.Take(CandidatesNamed).Select(c => $"{c.Service.Name}/{c.Name}");
        var more = candidates.Count > CandidatesNamed ? $" and {candidates.Count - CandidatesNamed} more" : "";
        return new(null, $"{Quote(text)} is an event of several services. Say which one: {string.Join(", ", named)}{more}.");
    }

    private static Resolved<ServiceEvent> NoEvent(string text) =>
        new(null, $"There is no event {Quote(text)}. Name it as service/event, exactly as the page Events shows it.");

    private static string Quote(string text) => $"'{(text.Length > 100 ? text[..100] + "..." : text)}'";
}
