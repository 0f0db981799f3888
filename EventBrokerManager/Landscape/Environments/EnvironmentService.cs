using EventBrokerManager.Audit;
using EventBrokerManager.Landscape.Apps;
using EventBrokerManager.Landscape.Security;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Environments;

internal sealed class EnvironmentService(
    IDbContextFactory<LandscapeDb> databases, EnvironmentReader reader, SpaceService spaces, EnvironmentMoves moves, SwitchEffects effects,
    ISecurityApplier security, IAuditLog audit, TimeProvider time) : IEnvironments
{
    private const int Attempts = 3;

    public async Task<EnvironmentDetails> GetAsync(Actor actor, string environment, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await reader.ReadAsync(db, (await Resolver.RequireEnvironmentAsync(db, environment, cancellation)).Id, cancellation);
    }

    public async Task<EnvironmentDetails> CreateAsync(Actor actor, string app, string? name, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var found = await Resolver.RequireAppAsync(db, app, cancellation);
            actor.RequireContact(found);
            if (AppRules.NameProblem(name) is { } problem)
                throw RefusedException.Invalid("name", problem);
            if (found.Retired is not null)
                throw RefusedException.Conflict($"{found.Name} is out of use. Take it into use again first.");

            var environment = await AddAsync(db, actor, found, name!, cancellation);
            try
            {
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateException e) when (UniqueViolation.Is(e, "AppEnvironments.NameKey"))
            {
                throw Taken(found, name!);
            }
            catch (DbUpdateException e) when (attempt < Attempts && UniqueViolation.Is(e, "Spaces.NameKey"))
            {
                // Somebody else made the space at the same moment; it is the one to use.
                continue;
            }

            return await reader.ReadAsync(db, environment.Id, cancellation);
        }
    }

    public async Task<EnvironmentDetails> RenameAsync(Actor actor, string environment, string? name, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await FindAsync(db, actor, environment, cancellation);
        if (AppRules.NameProblem(name) is { } problem)
            throw RefusedException.Invalid("name", problem);

        if (found.Name != name!.Trim())
        {
            var before = found.Name;
            (found.Name, found.NameKey) = (name.Trim(), Names.Key(name));
            audit.Add(db, actor, "environment.rename", found.Display(), found.Id.Hex(), new { Name = before }, new { found.Name });
            try
            {
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateException e) when (UniqueViolation.Is(e, "AppEnvironments.NameKey"))
            {
                throw Taken(found.App, name);
            }
        }

        return await reader.ReadAsync(db, found.Id, cancellation);
    }

    public Task<EnvironmentDetails> RetireAsync(Actor actor, string environment, CancellationToken cancellation) =>
        SetRetiredAsync(actor, environment, retired: true, cancellation);

    public Task<EnvironmentDetails> RestoreAsync(Actor actor, string environment, CancellationToken cancellation) =>
        SetRetiredAsync(actor, environment, retired: false, cancellation);

    public async Task<Effects> EffectsOfSwitchingOffAsync(Actor actor, string environment, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await Resolver.RequireEnvironmentAsync(db, environment, cancellation);
        return await effects.OfAsync(db, found.Display(), found.App.BrokerEnabled ? [found.Id] : [], cancellation);
    }

    public async Task<Applied<EnvironmentDetails>> SwitchAsync(Actor actor, string environment, bool on, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await FindAsync(db, actor, environment, cancellation);
        if (on && (found.Retired ?? found.App.Retired) is not null)
            throw RefusedException.Conflict($"{(found.Retired is null ? found.App.Name : found.Display())} is out of use. Take it into use again first.");

        if (found.BrokerEnabled != on)
        {
            (found.BrokerEnabled, found.BrokerSwitched, found.BrokerSwitchedBy) = (on, time.GetUtcNow(), actor.Name);
            audit.Add(db, actor, on ? "environment.enable" : "environment.disable", found.Display(), found.Id.Hex());
            await db.SaveChangesAsync(cancellation);
        }

        var problem = await security.ApplyAsync([found.Id], cancellation);
        return new Applied<EnvironmentDetails>(await reader.ReadAsync(db, found.Id, cancellation), problem);
    }

    public Task<Effects> EffectsOfMoveAsync(Actor actor, string environment, string? space, CancellationToken cancellation) =>
        moves.EffectsAsync(actor, environment, space, cancellation);

    public Task<Applied<(EnvironmentDetails Environment, Guid? Undo)>> MoveAsync(
        Actor actor, string environment, string? space, bool cutNow, CancellationToken cancellation) =>
        moves.MoveAsync(actor, environment, space, cutNow, cancellation);

    public Task<Applied<EnvironmentDetails>> UndoMoveAsync(Actor actor, Guid undo, CancellationToken cancellation) =>
        moves.UndoAsync(actor, undo, cancellation);

    /// <summary>Adds an environment whose name keeps the rules, in the space named after it; the caller saves.</summary>
    internal async Task<AppEnvironment> AddAsync(LandscapeDb db, Actor actor, App app, string name, CancellationToken cancellation)
    {
        var space = await spaces.EnsureAsync(db, actor, name, cancellation);
        var environment = new AppEnvironment
        {
            AppId = app.Id,
            Name = name.Trim(),
            NameKey = Names.Key(name),
            SpaceId = space.Id,
            Created = time.GetUtcNow(),
        };
        db.AppEnvironments.Add(environment);
        audit.Add(db, actor, "environment.create", $"{app.Name}/{environment.Name}", environment.Id.Hex(), after: new { environment.Name, Space = space.Name });
        return environment;
    }

    private async Task<EnvironmentDetails> SetRetiredAsync(Actor actor, string environment, bool retired, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await FindAsync(db, actor, environment, cancellation);
        if (retired && found.BrokerEnabled)
        {
            throw RefusedException.Conflict(
                $"The event broker is on for {found.Display()}. Turn it off first: that shows what stops. Then retire the environment.");
        }

        if (found.Retired is not null != retired)
        {
            found.Retired = retired ? time.GetUtcNow() : null;
            audit.Add(db, actor, retired ? "environment.retire" : "environment.restore", found.Display(), found.Id.Hex());
            await db.SaveChangesAsync(cancellation);
        }

        return await reader.ReadAsync(db, found.Id, cancellation);
    }

    private static async Task<AppEnvironment> FindAsync(LandscapeDb db, Actor actor, string environment, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        var found = await Resolver.RequireEnvironmentAsync(db, environment, cancellation);
        actor.RequireContact(found.App);
        return found;
    }

    private static RefusedException Taken(App app, string name)
    {
        var taken = $"{app.Name} has an environment named '{name.Trim()}' already. Choose another name, or use that one.";
        return RefusedException.Conflict(taken, new FieldProblem("name", taken));
    }
}
