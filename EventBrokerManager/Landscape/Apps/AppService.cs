using EventBrokerManager.Audit;
using EventBrokerManager.Landscape.Environments;
using EventBrokerManager.Landscape.Security;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Apps;

internal sealed class AppService(
    IDbContextFactory<LandscapeDb> databases, AppReader reader, SwitchEffects effects, ISecurityApplier security,
    IAuditLog audit, TimeProvider time) : IApps
{
    public async Task<IReadOnlyList<AppDetails>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await reader.ReadAsync(db, db.Apps, cancellation);
    }

    public async Task<AppDetails> GetAsync(Actor actor, string app, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await ReadAsync(db, (await Resolver.RequireAppAsync(db, app, cancellation)).Id, cancellation);
    }

    public async Task<AppDetails> CreateAsync(Actor actor, AppRequest request, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        var problems = new List<FieldProblem>();
        if (AppRules.NameProblem(request.Name) is { } problem)
            problems.Add(new FieldProblem("name", problem));
        if (request.Kind is null)
            problems.Add(new FieldProblem("kind", "The kind is missing. Choose Licensed, or Free."));
        if (problems.Count > 0)
            throw RefusedException.Invalid(problems);

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var contacts = request.Contacts is null ? [actor.Subject] : await Contacts.ResolveAsync(db, request.Contacts, cancellation);
        var app = Add(db, actor, request.Name!, request.Kind!.Value, contacts);
        await SaveAsync(db, app, cancellation);
        return await ReadAsync(db, app.Id, cancellation);
    }

    public async Task<AppDetails> UpdateAsync(Actor actor, string app, AppRequest request, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await FindAsync(db, actor, app, cancellation);
        if (request.Name is not null && AppRules.NameProblem(request.Name) is { } problem)
            throw RefusedException.Invalid("name", problem);

        var before = Describe(found);
        if (request.Name is not null)
            (found.Name, found.NameKey) = (request.Name.Trim(), Names.Key(request.Name));
        if (request.Kind is { } kind && kind != found.Kind)
        {
            if (found.BrokerEnabled)
            {
                var message = $"{found.Name} changes its channels with its kind, so its event broker must be off first. Turn it off, then change the kind.";
                throw RefusedException.Conflict(message, new FieldProblem("kind", message));
            }

            found.Kind = kind;
        }

        if (request.Contacts is not null)
        {
            var contacts = await Contacts.ResolveAsync(db, request.Contacts, cancellation);
            found.Contacts.RemoveAll(c => !contacts.Contains(c.Subject));
            found.Contacts.AddRange(contacts.Where(s => !found.Contacts.Exists(c => c.Subject == s))
                .Select(s => new TechnicalContact { AppId = found.Id, Subject = s }));
        }

        if (db.ChangeTracker.HasChanges())
            audit.Add(db, actor, "app.update", found.Name, found.Id.Hex(), before, Describe(found));
        await SaveAsync(db, found, cancellation);
        return await ReadAsync(db, found.Id, cancellation);
    }

    public Task<AppDetails> RetireAsync(Actor actor, string app, CancellationToken cancellation) =>
        SetRetiredAsync(actor, app, retired: true, cancellation);

    public Task<AppDetails> RestoreAsync(Actor actor, string app, CancellationToken cancellation) =>
        SetRetiredAsync(actor, app, retired: false, cancellation);

    public async Task<Effects> EffectsOfSwitchingOffAsync(Actor actor, string app, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await Resolver.RequireAppAsync(db, app, cancellation);
        return await effects.OfAsync(db, found.Name, [.. found.Environments.Where(e => e.BrokerEnabled).Select(e => e.Id)], cancellation);
    }

    public async Task<Applied<AppDetails>> SwitchAsync(Actor actor, string app, bool on, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await FindAsync(db, actor, app, cancellation);
        if (on && found.Retired is not null)
            throw RefusedException.Conflict($"{found.Name} is out of use. Take it into use again first.");

        if (found.BrokerEnabled != on)
        {
            (found.BrokerEnabled, found.BrokerSwitched, found.BrokerSwitchedBy) = (on, time.GetUtcNow(), actor.Name);
            audit.Add(db, actor, on ? "app.enable" : "app.disable", found.Name, found.Id.Hex());
            await db.SaveChangesAsync(cancellation);
        }

        var problem = await security.ApplyAsync([.. found.Environments.Select(e => e.Id)], cancellation);
        return new Applied<AppDetails>(await ReadAsync(db, found.Id, cancellation), problem);
    }

    /// <summary>Adds an app that keeps the rules, with its audit entry; the caller saves.</summary>
    internal App Add(LandscapeDb db, Actor actor, string name, AppKind kind, IReadOnlyList<string> contacts)
    {
        var app = new App { Name = name.Trim(), NameKey = Names.Key(name), Kind = kind, Created = time.GetUtcNow() };
        app.Contacts.AddRange(contacts.Select(s => new TechnicalContact { AppId = app.Id, Subject = s }));
        db.Apps.Add(app);
        audit.Add(db, actor, "app.create", app.Name, app.Id.Hex(), after: Describe(app));
        return app;
    }

    internal static object Describe(App app) => new { app.Name, app.Kind, TechnicalContacts = app.Contacts.Select(c => c.Subject).ToArray() };

    private async Task<AppDetails> SetRetiredAsync(Actor actor, string app, bool retired, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await FindAsync(db, actor, app, cancellation);
        if (retired && found.BrokerEnabled)
            throw RefusedException.Conflict($"The event broker is on for {found.Name}. Turn it off first: that shows what stops. Then retire the app.");
        if (found.Retired is not null != retired)
        {
            found.Retired = retired ? time.GetUtcNow() : null;
            audit.Add(db, actor, retired ? "app.retire" : "app.restore", found.Name, found.Id.Hex());
            await db.SaveChangesAsync(cancellation);
        }

        return await ReadAsync(db, found.Id, cancellation);
    }

    private static async Task<App> FindAsync(LandscapeDb db, Actor actor, string app, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        var found = await Resolver.RequireAppAsync(db, app, cancellation);
        actor.RequireContact(found);
        return found;
    }

    private async Task<AppDetails> ReadAsync(LandscapeDb db, Guid id, CancellationToken cancellation) =>
        (await reader.ReadAsync(db, db.Apps.Where(a => a.Id == id), cancellation)).Single();

    private static async Task SaveAsync(LandscapeDb db, App app, CancellationToken cancellation)
    {
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e, "Apps.NameKey"))
        {
            var taken = $"There is already an app named '{app.Name}', perhaps one that is out of use. Choose another name, or use that one.";
            throw RefusedException.Conflict(taken, new FieldProblem("name", taken));
        }
    }
}
