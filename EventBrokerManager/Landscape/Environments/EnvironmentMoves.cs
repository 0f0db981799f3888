using EventBrokerManager.Audit;
using EventBrokerManager.Landscape.Apps;
using EventBrokerManager.Landscape.Security;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Environments;

/// <summary>Moves environments to another space, and back.</summary>
internal sealed class EnvironmentMoves(
    IDbContextFactory<LandscapeDb> databases, EnvironmentReader reader, UndoSteps undos, ISecurityApplier security, IAuditLog audit)
{
    private const string Kind = "space";
    private static readonly TimeSpan Offered = TimeSpan.FromDays(1);

    private sealed record Move(Guid Environment, Guid From, Guid To, Guid? PreviousBefore);

    public async Task<Effects> EffectsAsync(Actor actor, string environment, string? space, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await Resolver.RequireEnvironmentAsync(db, environment, cancellation);
        var target = (await Resolver.SpaceAsync(db, space, cancellation)).OrRefuse("space");
        return new Effects($"{found.Display()} to {target.Name}", target.Id == found.SpaceId ? [] : await DescribeAsync(db, found, target, cancellation));
    }

    public async Task<Applied<(EnvironmentDetails Environment, Guid? Undo)>> MoveAsync(
        Actor actor, string environment, string? space, bool cutNow, CancellationToken cancellation)
    {
        actor.Require(Role.Admin);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await Resolver.RequireEnvironmentAsync(db, environment, cancellation);
        var target = (await Resolver.SpaceAsync(db, space, cancellation)).OrRefuse("space");
        if (target.Id == found.SpaceId)
            return new((await reader.ReadAsync(db, found.Id, cancellation), null), null);

        var step = undos.Add(
            db, actor, Kind, found.Display(), new Move(found.Id, found.SpaceId, target.Id, found.PreviousSpaceId), Offered);
        var problem = await PlaceAsync(db, actor, "environment.move", found, target, cutNow ? null : found.SpaceId, cancellation);
        return new((await reader.ReadAsync(db, found.Id, cancellation), step.Id), problem);
    }

    public async Task<Applied<EnvironmentDetails>> UndoAsync(Actor actor, Guid undo, CancellationToken cancellation)
    {
        actor.Require(Role.Admin);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var move = await undos.TakeAsync<Move>(db, Kind, undo, cancellation);
        var found = await Resolver.RequireEnvironmentAsync(db, move.Environment.Hex(), cancellation);
        if (found.SpaceId != move.To)
            throw RefusedException.Conflict($"{found.Display()} was moved again meanwhile, to {found.Space.Name}. Move it from there.");

        var back = await db.Spaces.FirstOrDefaultAsync(s => s.Id == move.From, cancellation)
            ?? throw RefusedException.Conflict("The space that it came from is not there any more. Choose another one.");
        // Where the app runs now: still where it came from, or already where it was moved to.
        var running = found.PreviousSpaceId == move.From ? move.PreviousBefore : move.To;
        var problem = await PlaceAsync(db, actor, "environment.move-undo", found, back, running, cancellation);
        return new(await reader.ReadAsync(db, found.Id, cancellation), problem);
    }

    private async Task<string?> PlaceAsync(
        LandscapeDb db, Actor actor, string action, AppEnvironment environment, Space target, Guid? previous, CancellationToken cancellation)
    {
        audit.Add(db, actor, action, environment.Display(), environment.Id.Hex(), new { Space = environment.Space.Name }, new { Space = target.Name });
        (environment.SpaceId, environment.Space) = (target.Id, target);
        // Only what an app fetched before can go on in the old space.
        environment.PreviousSpaceId = environment.LastConfiguration is null || previous == target.Id ? null : previous;
        environment.ChannelsCreated = null;
        await db.SaveChangesAsync(cancellation);
        return await security.ApplyAsync([environment.Id], cancellation);
    }

    private static async Task<List<string>> DescribeAsync(
        LandscapeDb db, AppEnvironment environment, Space target, CancellationToken cancellation)
    {
        var (name, from) = (environment.Display(), environment.Space.Name);
        var effects = new List<string>();
        if (environment.App.Kind == AppKind.Free)
            return [$"{environment.App.Name} is Free and shares one channel with all Free apps: {name} publishes and subscribes as before."];

        var uses = await db.Implemented
            .Where(i => i.EnvironmentId == environment.Id && i.Retired == null)
            .OrderBy(i => i.Event.Name)
            .Select(i => new { i.EventId, i.Event.Name, i.Publish, i.Subscribe })
            .ToListAsync(cancellation);
        foreach (var use in uses)
        {
            var old = await OthersAsync(db, use.EventId, environment, environment.SpaceId, cancellation);
            var now = await OthersAsync(db, use.EventId, environment, target.Id, cancellation);
            var made = await db.Channels.AnyAsync(c => c.EventId == use.EventId && c.SpaceId == target.Id, cancellation);
            if (use.Publish)
            {
                effects.Add($"It publishes {use.Name} in {target.Name} instead of {from}"
                    + (made ? "" : $"; the channel there is made when {environment.App.Name} starts next")
                    + Clause("; no longer received from it by", old.Subscribers) + Clause("; received by", now.Subscribers) + ".");
            }

            if (use.Subscribe)
            {
                effects.Add($"It receives {use.Name} of {target.Name} instead of {from}"
                    + (now.Publishers.Count == 0 ? "; nobody publishes it there yet" : Clause("; published by", now.Publishers))
                    + "; it begins to read there without a position.");
            }
        }

        var events = uses.ConvertAll(u => u.EventId);
        var bridges = await db.Connections
            .Where(c => events.Contains(c.EventId) && c.Bridge.SpaceId == environment.SpaceId)
            .Select(c => c.Bridge.Name).Distinct().OrderBy(n => n).ToListAsync(cancellation);
        if (bridges.Count > 0)
            effects.Add($"Bridges stay in {from}, and carry nothing from or to {name} any more: {SwitchEffects.List(bridges)}.");
        if (environment.LastConfiguration is not null)
            effects.Add($"Until {environment.App.Name} starts next, {name} goes on in {from} with what it may there, unless that is cut at once.");
        return effects;
    }

    private static async Task<(List<string> Publishers, List<string> Subscribers)> OthersAsync(
        LandscapeDb db, Guid @event, AppEnvironment except, Guid space, CancellationToken cancellation)
    {
        var others = await db.Implemented
            .Where(i => i.EventId == @event && i.Retired == null && i.EnvironmentId != except.Id && i.Environment.SpaceId == space)
            .OrderBy(i => i.Environment.App.NameKey)
            .Select(i => new { Name = i.Environment.App.Name + "/" + i.Environment.Name, i.Publish, i.Subscribe })
            .ToListAsync(cancellation);
        return ([.. others.Where(o => o.Publish).Select(o => o.Name)], [.. others.Where(o => o.Subscribe).Select(o => o.Name)]);
    }

    private static string Clause(string text, List<string> names) => names.Count == 0 ? "" : $"{text} {SwitchEffects.List(names)}";
}
