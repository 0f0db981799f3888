using EventBrokerManager.Access;
using EventBrokerManager.AsyncApi;
using EventBrokerManager.Audit;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.ClientConfigs;

/// <param name="Event">Tracked by the context that was handed in.</param>
/// <param name="Publish">It publishes it, and may.</param>
/// <param name="Subscribe">It subscribes to it, and may.</param>
internal sealed record UsedEvent(ServiceEvent Event, bool Publish, bool Subscribe);

/// <param name="Used">By name.</param>
/// <param name="Refused">Names of events that it implements and may not use.</param>
internal sealed record AppliedModel(IReadOnlyList<UsedEvent> Used, IReadOnlyList<string> Refused);

/// <summary>Brings what the database knows of an environment up to what its app says that it implements.</summary>
internal sealed class ModelApplier(IAuditLog audit, TimeProvider time)
{
    /// <summary>Changes the context; the caller saves, and tries again where somebody else was faster. The same model again changes nothing.</summary>
    public async Task<AppliedModel> ApplyAsync(
        LandscapeDb db, AppEnvironment environment, IReadOnlyList<AsyncDocument> documents, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var organisation = await db.Organisations.AsNoTracking().SingleAsync(cancellation);
        var rule = new AccessRule(organisation.DefaultPublish, organisation.DefaultSubscribe);
        var finder = new EventFinder(db, environment.App, now);
        await finder.LoadAsync(documents, cancellation);
        var implemented = await db.Implemented.Where(i => i.EnvironmentId == environment.Id).ToDictionaryAsync(i => i.EventId, cancellation);
        var grants = await db.Grants.Where(g => g.EnvironmentId == environment.Id).ToDictionaryAsync(g => g.EventId, cancellation);

        var model = new Dictionary<Guid, (ServiceEvent Event, bool Publish, bool Subscribe)>();
        foreach (var document in documents)
        {
            foreach (var wanted in document.Events)
            {
                var found = finder.FindOrAdd(document, wanted);
                Implement(db, environment, implemented, found.Id, document.Version, now);
                var (_, publish, subscribe) = model.GetValueOrDefault(found.Id);
                model[found.Id] = (found, publish || wanted.Publish, subscribe || wanted.Subscribe);
            }
        }

        var (changed, refused) = (false, new List<string>());
        foreach (var (id, (found, publish, subscribe)) in model)
        {
            var row = implemented[id];
            if ((row.Publish, row.Subscribe, row.Retired) != (publish, subscribe, null))
                (row.Publish, row.Subscribe, row.Since, row.Retired, changed) = (publish, subscribe, now, null, true);
            if (!grants.TryGetValue(id, out var grant))
            {
                grants[id] = grant = new Grant { EnvironmentId = environment.Id, EventId = id, At = now };
                db.Grants.Add(grant);
            }

            DefaultAccess.Apply(grant, publish, subscribe, found.OwnerId == environment.AppId, rule, now);
            if ((publish && grant.Publish != true) || (subscribe && grant.Subscribe != true))
                refused.Add(found.Name);
        }

        var retired = implemented.Values.Where(i => i.Retired is null && !model.ContainsKey(i.EventId)).ToList();
        retired.ForEach(i => i.Retired = now);
        await RetireEventsAsync(db, environment, model, now, cancellation);
        if (changed || retired.Count > 0)
            Note(db, environment, model.Values, retired.Count);
        return new AppliedModel(
            [
                .. model.Select(m => new UsedEvent(m.Value.Event, m.Value.Publish && grants[m.Key].Publish == true, m.Value.Subscribe && grants[m.Key].Subscribe == true))
                    .OrderBy(u => u.Event.Name, StringComparer.Ordinal).ThenBy(u => u.Event.Id),
            ],
            refused);
    }

    private static void Implement(
        LandscapeDb db, AppEnvironment environment, Dictionary<Guid, Implemented> implemented, Guid id, string version, DateTimeOffset now)
    {
        if (!implemented.TryGetValue(id, out var row))
        {
            implemented[id] = row = new Implemented { EnvironmentId = environment.Id, EventId = id, Version = version, Since = now };
            db.Implemented.Add(row);
        }

        row.Version = version;
    }

    /// <summary>Events of this app that no environment of it publishes any more are retired, never deleted.</summary>
    private static async Task RetireEventsAsync(
        LandscapeDb db, AppEnvironment environment, Dictionary<Guid, (ServiceEvent Event, bool Publish, bool Subscribe)> model,
        DateTimeOffset now, CancellationToken cancellation)
    {
        var published = model.Where(m => m.Value.Publish).Select(m => m.Key).ToList();
        var gone = await db.Events
            .Where(e => e.OwnerId == environment.AppId && e.ChannelKey != null && e.Retired == null && !published.Contains(e.Id))
            .Where(e => db.Implemented.Any(i => i.EventId == e.Id && i.EnvironmentId == environment.Id))
            .Where(e => !db.Implemented.Any(i => i.EventId == e.Id && i.Publish && i.Retired == null
                && i.Environment.AppId == environment.AppId && i.EnvironmentId != environment.Id))
            .ToListAsync(cancellation);
        gone.ForEach(e => e.Retired = now);
    }

    private void Note(
        LandscapeDb db, AppEnvironment environment, IEnumerable<(ServiceEvent Event, bool Publish, bool Subscribe)> model, int retired)
    {
        var name = $"{environment.App.Name}/{environment.Name}";
        var all = model.OrderBy(m => m.Event.Name, StringComparer.Ordinal).ToList();
        audit.Add(db, new Actor(name, Role.TechnicalContact), "environment.implements", name, environment.Id.Hex(), after: new
        {
            Publish = all.Where(m => m.Publish).Select(m => m.Event.Name).ToArray(),
            Subscribe = all.Where(m => m.Subscribe).Select(m => m.Event.Name).ToArray(),
            Retired = retired,
        });
    }
}
