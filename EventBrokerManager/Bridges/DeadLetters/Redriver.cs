using EventBrokerManager.Audit;
using EventBrokerManager.Bridges.Engine.Redrives;
using EventBrokerManager.Bridges.Storage;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>Writes down what is to be sent again, and tells the engine; the engine carries it out.</summary>
internal sealed class Redriver(IDbContextFactory<LandscapeDb> databases, IRedriveEngine engine, IAuditLog audit, TimeProvider time)
{
    /// <summary>Bytes of events that a preview holds in memory at once.</summary>
    private const long MostBytes = 32 << 20;

    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public async Task<RedrivePreview> PreviewAsync(Guid id, DeadLetterSelection selection, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (_, plan) = await PlanAsync(db, id, selection, cancellation);
        var sizes = await plan.Letters.OrderBy(letter => letter.Id).Take(RedriveRules.MostExamined)
            .Select(letter => new { letter.Id, letter.Size }).ToListAsync(cancellation);
        var bytes = 0L;
        var examined = sizes.TakeWhile(letter => (bytes += letter.Size) <= MostBytes).Select(letter => letter.Id).ToList();
        var letters = await db.DeadLetters.AsNoTracking().Where(letter => examined.Contains(letter.Id)).ToListAsync(cancellation);
        var check = await engine.CheckAsync(id, letters.ConvertAll(letter => new KeptLetter(
            letter.Id, letter.ConnectionId, letter.Origin, letter.OriginKey, letter.Redrives, DeadLetterRows.RecordOf(letter))), cancellation);
        return new RedrivePreview(
            plan.Total, plan.HeldBack, plan.Orphaned, check.Examined,
            check.Refused.GroupBy(result => result.Code!).ToDictionary(all => all.Key, all => all.Count()));
    }

    public async Task<RedriveDetails> StartAsync(
        Actor actor, Guid id, DeadLetterSelection selection, int? perSecond, CancellationToken cancellation)
    {
        var rate = perSecond ?? RedriveRules.PerSecond;
        if (rate is < 1 or > RedriveRules.MostPerSecond)
            throw RefusedException.Invalid("perSecond", $"perSecond is {rate}; it can be 1 to {RedriveRules.MostPerSecond:N0} events.");

        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var (bridge, plan) = await PlanAsync(db, id, selection, cancellation);
        if (await db.Redrives.FirstOrDefaultAsync(r => r.BridgeId == id, cancellation) is { } last)
        {
            if (last.Ended is null)
                throw UnderWay(bridge.Name, last);
            db.Redrives.Remove(last);
            await db.SaveChangesAsync(cancellation);
        }

        var redrive = new Redrive
        {
            BridgeId = id,
            StartedBy = actor.Name,
            Started = time.GetUtcNow(),
            PerSecond = rate,
            Selection = RedriveStore.Write(selection),
            UpTo = await db.DeadLetters.Where(letter => letter.BridgeId == id).MaxAsync(letter => (long?)letter.Id, cancellation) ?? 0,
            Total = plan.Total,
            HeldBack = plan.HeldBack,
            Orphaned = plan.Orphaned,
            Ended = plan.Total == 0 ? time.GetUtcNow() : null,
        };
        db.Redrives.Add(redrive);
        audit.Add(db, actor, "dead-letters.redrive", bridge.Name, id.Hex(), after: new
        {
            DeadLetters = plan.Total, plan.HeldBack, PerSecond = rate, Ids = selection.Ids, Filter = selection.Ids is null ? selection.Filter : null,
        });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        engine.Wake(id);
        return Describe(redrive, bridge);
    }

    public async Task<RedriveDetails?> LastAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var bridge = await FindAsync(db, id, cancellation);
        return await db.Redrives.AsNoTracking().FirstOrDefaultAsync(r => r.BridgeId == id, cancellation) is { } redrive
            ? Describe(redrive, bridge)
            : null;
    }

    public async Task<IReadOnlyList<BridgeRedrive>> RecentAsync(Guid? id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var since = time.GetUtcNow() - Recent;
        var redrives = await db.Redrives.AsNoTracking()
            .Where(r => (id == null || r.BridgeId == id) && (r.Ended == null || r.Ended >= since))
            .OrderBy(r => r.Id)
            .ToListAsync(cancellation);
        var owners = redrives.ConvertAll(r => r.BridgeId);
        var bridges = await db.Bridges.AsNoTracking().Where(b => owners.Contains(b.Id)).ToDictionaryAsync(b => b.Id, cancellation);
        return [.. redrives.Where(r => bridges.ContainsKey(r.BridgeId)).Select(r =>
            new BridgeRedrive(r.BridgeId, bridges[r.BridgeId].Name, Describe(r, bridges[r.BridgeId])))];
    }

    public async Task<RedriveDetails> CancelAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var bridge = await FindAsync(db, id, cancellation);
        var redrive = await db.Redrives.FirstOrDefaultAsync(r => r.BridgeId == id, cancellation)
            ?? throw RefusedException.NotFound($"No redrive of the bridge '{bridge.Name}' is under way, so there is nothing to cancel.");
        if (redrive.Ended is null)
        {
            (redrive.Ended, redrive.CancelledBy) = (time.GetUtcNow(), actor.Name);
            audit.Add(db, actor, "dead-letters.redrive.cancel", bridge.Name, id.Hex(), after: new
            {
                redrive.Total, redrive.Delivered, redrive.Refused,
            });
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            engine.Cancel(id);
        }

        return Describe(redrive, bridge);
    }

    /// <summary>Refuses where a redrive may still send, so that nothing is discarded that is on its way.</summary>
    public async Task RequireNoneAsync(LandscapeDb db, Bridge bridge, CancellationToken cancellation)
    {
        if (await db.Redrives.FirstOrDefaultAsync(r => r.BridgeId == bridge.Id && r.Ended == null, cancellation) is { } redrive)
            throw UnderWay(bridge.Name, redrive);
        if (engine.Moment(bridge.Id)?.Job is not null)
            throw RefusedException.Conflict($"The last redrive of '{bridge.Name}' waits for the answer to what it has sent. Try again in some seconds.");
    }

    internal static async Task<Bridge> FindAsync(LandscapeDb db, Guid id, CancellationToken cancellation) =>
        await db.Bridges.AsNoTracking().Include(b => b.Connections).FirstOrDefaultAsync(b => b.Id == id, cancellation) ?? throw BridgeReader.NotFound();

    private static async Task<(Bridge Bridge, Plan Plan)> PlanAsync(LandscapeDb db, Guid id, DeadLetterSelection selection, CancellationToken cancellation)
    {
        var bridge = await FindAsync(db, id, cancellation);
        if (bridge.Desired == DesiredState.Stopped)
            throw RefusedException.Conflict($"The bridge '{bridge.Name}' is stopped, and dead letters go through the running bridge. Start it, then send them again.");
        var connections = bridge.Connections.ConvertAll(connection => connection.Id);
        var selected = db.DeadLetters.Selected(id, selection);
        var wanted = db.DeadLetters.ToRedrive(id, selection);
        var letters = wanted.Where(letter => connections.Contains(letter.ConnectionId));
        var (all, eligible, total) = (await selected.CountAsync(cancellation), await wanted.CountAsync(cancellation), await letters.CountAsync(cancellation));
        if (selection.Ids is not null && total == 0)
        {
            throw all == 0
                ? RefusedException.NotFound($"The bridge '{bridge.Name}' has none of these dead letters. They may have been sent again or discarded meanwhile.")
                : RefusedException.Conflict(
                    $"The connection that these dead letters belong to is not part of '{bridge.Name}' any more, so there is no way to send them. "
                    + "Discard them, or have the events sent anew by whoever made them.");
        }

        return (bridge, new Plan(letters, total, all - eligible, eligible - total));
    }

    private RedriveDetails Describe(Redrive redrive, Bridge bridge)
    {
        var (state, reason) = StateOf(redrive, bridge);
        return new RedriveDetails(
            redrive.Id, state, reason, redrive.PerSecond, redrive.Total, redrive.Delivered, redrive.Refused, redrive.HeldBack, redrive.Orphaned,
            redrive.StartedBy, redrive.Started, redrive.Ended, redrive.CancelledBy);
    }

    private (RedriveState State, string Reason) StateOf(Redrive redrive, Bridge bridge)
    {
        var refused = redrive.Refused == 0 ? "" : $" {redrive.Refused:N0} refused again: kept, with the new reason.";
        var left = redrive.Total - redrive.Delivered - redrive.Refused;
        if (redrive.CancelledBy is { } by)
            return (RedriveState.Cancelled, $"Cancelled by {by}: {redrive.Delivered:N0} delivered, {left:N0} not sent and kept.{refused}");
        if (redrive.Ended is not null)
        {
            var gone = left <= 0 ? "" : $" {left:N0} not sent: discarded meanwhile, or their connection is gone.";
            return (RedriveState.Done, redrive.Total == 0 ? "There was nothing to send." : $"{redrive.Delivered:N0} delivered.{refused}{gone}");
        }

        if (bridge.Desired == DesiredState.Stopped)
            return (RedriveState.Waiting, $"The bridge is stopped. Start it and the redrive goes on, or cancel the redrive.{refused}");
        return engine.Moment(redrive.BridgeId) is not { } moment ? (RedriveState.Waiting, $"The bridge is starting; the redrive goes on by itself.{refused}")
            : moment.Waits is { } waits ? (RedriveState.Waiting, waits)
            : (RedriveState.Running, $"{left:N0} to be sent. {RedriveRules.Order}{refused}");
    }

    private static RefusedException UnderWay(string bridge, Redrive redrive) => RefusedException.Conflict(
        $"A redrive of the bridge '{bridge}' is under way ({redrive.Delivered + redrive.Refused:N0} of {redrive.Total:N0}, started by {redrive.StartedBy}). "
        + "Wait until it is done, or cancel it.");

    private sealed record Plan(IQueryable<DeadLetter> Letters, int Total, int HeldBack, int Orphaned);
}
