using EventBrokerManager.Audit;
using EventBrokerManager.Landscape;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges;

/// <summary>Starts and stops: writes what is wanted, and tells the engine to look.</summary>
internal sealed class BridgeLifecycle(
    IDbContextFactory<LandscapeDb> databases, ILicence licence, IBridgeEngine engine, IAuditLog audit, TimeProvider time)
{
    private const int Attempts = 3;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Saves what is wanted of the bridge. Wanting what is wanted already changes nothing, and is no error.</summary>
    public async Task WantAsync(Actor actor, Guid id, DesiredState desired, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TryWantAsync(actor, id, desired, cancellation);
                break;
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // The definition was edited at the same moment; starting and stopping do not depend on it.
            }
        }

        engine.Reconcile();
    }

    public async Task TryNowAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var bridge = await db.Bridges.AsNoTracking().FirstOrDefaultAsync(b => b.Id == id, cancellation) ?? throw BridgeReader.NotFound();
        if (bridge.Desired == DesiredState.Stopped)
            throw RefusedException.Conflict($"The bridge '{bridge.Name}' is stopped. Start it; then it tries by itself.");
        engine.TryNow(id);
    }

    /// <summary>Wants the bridge stopped, and waits until it is; for a deletion.</summary>
    /// <exception cref="RefusedException">Somebody started it meanwhile, so that it would never be.</exception>
    public async Task StopAndWaitAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await WantAsync(actor, id, DesiredState.Stopped, cancellation);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var stopped = engine.WaitUntilStoppedAsync(id, waiting.Token);
        while (await Task.WhenAny(stopped, Task.Delay(LookEvery, time, cancellation)) != stopped)
        {
            if (await StartedNameAsync(id, cancellation) is not { } name)
                continue;
            await waiting.CancelAsync();
            throw RefusedException.Conflict(
                $"Somebody started the bridge '{name}' while it was being stopped for its deletion, so it was not deleted. Agree with them, then delete it again.");
        }

        await stopped;
    }

    /// <summary>The bridge's name where it is wanted to run.</summary>
    private async Task<string?> StartedNameAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Bridges.Where(b => b.Id == id && b.Desired == DesiredState.Started).Select(b => b.Name).FirstOrDefaultAsync(cancellation);
    }

    private async Task TryWantAsync(Actor actor, Guid id, DesiredState desired, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var bridge = await db.Bridges.FirstOrDefaultAsync(b => b.Id == id, cancellation) ?? throw BridgeReader.NotFound();
        if (bridge.Desired == desired)
            return;
        if (desired == DesiredState.Started)
        {
            var events = await db.Connections.Where(c => c.BridgeId == id).Select(c => c.EventId).ToListAsync(cancellation);
            await licence.RequireForEventsAsync(events, $"The start of the bridge '{bridge.Name}'", cancellation);
        }

        var before = bridge.Desired;
        bridge.Desired = desired;
        db.BridgeHistory.Add(new BridgeHistoryEntry
        {
            BridgeId = id,
            At = time.GetUtcNow(),
            Reason = $"{desired} by {actor.Name}",
            By = actor.Name,
        });
        audit.Add(db, actor, desired == DesiredState.Started ? "bridge.start" : "bridge.stop", bridge.Name, id.Hex(),
            new { Desired = before }, new { Desired = desired });
        await db.SaveChangesAsync(cancellation);
    }
}
