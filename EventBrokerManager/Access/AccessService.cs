using EventBrokerManager.Audit;
using EventBrokerManager.Landscape;
using EventBrokerManager.Landscape.Apps;
using EventBrokerManager.Landscape.Security;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Access;

internal sealed class AccessService(
    IDbContextFactory<LandscapeDb> databases, UndoSteps undos, ISecurityApplier security, IAuditLog audit, TimeProvider time) : IAccess
{
    private const string Kind = "access";
    private const int LongestPart = 1_000;
    private static readonly TimeSpan Offered = TimeSpan.FromHours(1);

    /// <summary>One grant before and after a change.</summary>
    private sealed record Change(Guid Environment, Guid Event, bool? PublishBefore, bool? SubscribeBefore, bool? PublishAfter, bool? SubscribeAfter);

    public async Task<AccessPart> ListAsync(Actor actor, AccessFilter filter, int skip, int take, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await AccessQueries.ReadAsync(db, filter, Math.Max(0, skip), Math.Clamp(take, 0, LongestPart), cancellation);
    }

    public async Task<IReadOnlyList<AccessEffect>> PreviewAsync(Actor actor, IReadOnlyList<AccessChange> changes, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var effects = new List<AccessEffect>();
        foreach (var change in await AccessResolver.ResolveAsync(db, changes, cancellation))
            effects.Add(await AccessEffects.OfAsync(db, change, cancellation));
        return effects;
    }

    public async Task<Applied<AccessApplied>> ApplyAsync(Actor actor, IReadOnlyList<AccessChange> changes, CancellationToken cancellation)
    {
        actor.Require(Role.Admin);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var resolved = await AccessResolver.ResolveAsync(db, changes, cancellation);
        var made = new List<Change>();
        foreach (var change in resolved.Where(c => c.ChangesPublish || c.ChangesSubscribe))
        {
            var grant = change.Grant;
            made.Add(new Change(grant.EnvironmentId, grant.EventId, grant.Publish, grant.Subscribe, change.Publish ?? grant.Publish, change.Subscribe ?? grant.Subscribe));
            Set(db, actor, "access.change", change.Environment, change.Event, grant, made[^1].PublishAfter, made[^1].SubscribeAfter);
        }

        var undo = made.Count == 0
            ? null
            : undos.Add(db, actor, Kind, made.Count == 1 ? Subject(resolved.First(c => c.Grant.EventId == made[0].Event)) : $"{made.Count} grants", made, Offered);
        await SaveAsync(db, cancellation);
        var problem = await security.ApplyAsync([.. made.Select(c => c.Environment).Distinct()], cancellation);
        return new(new AccessApplied(await RowsAsync(db, [.. resolved.Select(c => c.Grant)], cancellation), undo?.Id, undo?.Until), problem);
    }

    public async Task<Applied<AccessApplied>> UndoAsync(Actor actor, Guid undo, CancellationToken cancellation)
    {
        actor.Require(Role.Admin);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var changes = await undos.TakeAsync<List<Change>>(db, Kind, undo, cancellation);
        var environments = changes.ConvertAll(c => c.Environment);
        var grants = await db.Grants
            .Include(g => g.Environment).ThenInclude(e => e.App).Include(g => g.Event).ThenInclude(e => e.Service)
            .Where(g => environments.Contains(g.EnvironmentId))
            .ToListAsync(cancellation);
        var touched = new List<Grant>();
        foreach (var change in changes)
        {
            var grant = grants.Find(g => g.EnvironmentId == change.Environment && g.EventId == change.Event);
            if (grant is null || (grant.Publish, grant.Subscribe) != (change.PublishAfter, change.SubscribeAfter))
                throw RefusedException.Conflict("Somebody changed the same access meanwhile. Look at it, and change it by hand.");
            Set(db, actor, "access.undo", grant.Environment, grant.Event, grant, change.PublishBefore, change.SubscribeBefore);
            touched.Add(grant);
        }

        await SaveAsync(db, cancellation);
        var problem = await security.ApplyAsync([.. environments.Distinct()], cancellation);
        return new(new AccessApplied(await RowsAsync(db, touched, cancellation), null, null), problem);
    }

    public async Task<AccessRule> RuleAsync(Actor actor, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Organisations.Select(o => new AccessRule(o.DefaultPublish, o.DefaultSubscribe)).SingleAsync(cancellation);
    }

    public async Task<AccessRule> SetRuleAsync(Actor actor, AccessRule rule, CancellationToken cancellation)
    {
        actor.Require(Role.Admin);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var organisation = await db.Organisations.SingleAsync(cancellation);
        var before = new AccessRule(organisation.DefaultPublish, organisation.DefaultSubscribe);
        if (before != rule)
        {
            (organisation.DefaultPublish, organisation.DefaultSubscribe) = (rule.Publish, rule.Subscribe);
            audit.Add(db, actor, "access.rule", organisation.Name, organisation.Id.Hex(), before, rule);
            await db.SaveChangesAsync(cancellation);
        }

        return rule;
    }

    private void Set(
        LandscapeDb db, Actor actor, string action, AppEnvironment environment, ServiceEvent @event, Grant grant, bool? publish, bool? subscribe)
    {
        if (db.Entry(grant).State == EntityState.Detached)
            db.Grants.Add(grant);
        audit.Add(db, actor, action, $"{environment.Display()}: {@event.Service.Name}/{@event.Name}", $"{environment.Id.Hex()}/{@event.Id.Hex()}",
            new { Publish = grant.Publish == true, Subscribe = grant.Subscribe == true },
            new { Publish = publish == true, Subscribe = subscribe == true });
        (grant.Publish, grant.Subscribe, grant.At, grant.By) = (publish, subscribe, time.GetUtcNow(), actor.Name);
    }

    private static async Task SaveAsync(LandscapeDb db, CancellationToken cancellation)
    {
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e, "Grants.EventId"))
        {
            throw RefusedException.Conflict("Somebody decided about the same access at the same moment. Look at it, then repeat your change.");
        }
    }

    /// <summary>The rows of the grants, those without any access too.</summary>
    private static async Task<IReadOnlyList<AccessDetails>> RowsAsync(LandscapeDb db, IReadOnlyList<Grant> grants, CancellationToken cancellation)
    {
        var rows = new List<AccessDetails>();
        foreach (var grant in grants)
            rows.AddRange(await AccessQueries.OneAsync(db, grant.EnvironmentId, grant.EventId, cancellation));
        return rows;
    }

    private static string Subject(ResolvedChange change) => $"{change.Environment.Display()}: {change.Event.Service.Name}/{change.Event.Name}";
}
