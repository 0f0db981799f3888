using EventBrokerManager.Audit;
using EventBrokerManager.Broker;
using EventBrokerManager.Landscape;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges;

/// <summary>Creates, changes and deletes definitions.</summary>
internal sealed class BridgeDefinitions(
    IDbContextFactory<LandscapeDb> databases, IBridgeChecks checks, ILandscape landscape, ILicence licence, IBridgeEngine engine,
    IAuditLog audit, TimeProvider time)
{
    /// <summary>How the history's entry of an edit begins, which says nothing about running or not.</summary>
    internal const string ChangedBy = "Changed by ";

    /// <returns>The bridge's id. It is saved stopped, its channels are made.</returns>
    public async Task<Guid> CreateAsync(Actor actor, BridgeRequest request, CancellationToken cancellation)
    {
        var definition = (await checks.CheckAsync(actor, request, null, cancellation)).OrRefuse();
        await licence.RequireForEventsAsync([.. definition.Connections.Select(c => c.Event.Id)], $"The bridge '{definition.Name}'", cancellation);
        await EnsureChannelsAsync(actor, definition, cancellation);

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var bridge = new Bridge
        {
            Name = definition.Name,
            NameKey = Names.Key(definition.Name),
            Service = definition.Service,
            SpaceId = definition.Space.Id,
            Region = definition.Region,
            From = definition.From,
            CreatedBy = actor.Name,
            Created = time.GetUtcNow(),
        };
        bridge.Connections.AddRange(definition.Connections.Select(ToConnection));
        db.Bridges.Add(bridge);
        db.BridgeHistory.Add(Entry(bridge.Id, $"Created by {actor.Name}", actor));
        audit.Add(db, actor, "bridge.create", bridge.Name, bridge.Id.Hex(), after: Describe(definition));
        await SaveAsync(db, actor, request, null, cancellation);

        engine.Reconcile();
        return bridge.Id;
    }

    public async Task UpdateAsync(Actor actor, Guid id, BridgeRequest request, int? revision, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var bridge = await db.Bridges
            .Include(b => b.Space).Include(b => b.Connections).ThenInclude(c => c.Event)
            .FirstOrDefaultAsync(b => b.Id == id, cancellation) ?? throw BridgeReader.NotFound();
        if (revision is not null && revision != bridge.Revision)
            throw EditedMeanwhile(bridge.Name);

        var definition = (await checks.CheckAsync(actor, request, id, cancellation)).OrRefuse();
        var added = definition.Connections.Where(c => !bridge.Connections.Exists(known => Same(known, c))).Select(c => c.Event.Id);
        await licence.RequireForEventsAsync([.. added], $"What is new in the bridge '{definition.Name}'", cancellation);
        await EnsureChannelsAsync(actor, definition, cancellation);

        var before = Describe(bridge);
        (bridge.Name, bridge.NameKey) = (definition.Name, Names.Key(definition.Name));
        (bridge.Service, bridge.SpaceId, bridge.Region, bridge.From) =
            (definition.Service, definition.Space.Id, definition.Region, definition.From);
        bridge.Revision++;
        db.BridgeHistory.Add(Entry(id, ChangedBy + actor.Name, actor));
        audit.Add(db, actor, "bridge.update", bridge.Name, id.Hex(), before, Describe(definition));

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (Merge(db, bridge, definition.Connections))
        {
            // Queues may have changed places, which a unique index refuses in any order: give them up first.
            await SaveAsync(db, actor, request, id, cancellation);
            Settle(bridge, definition.Connections);
        }

        await SaveAsync(db, actor, request, id, cancellation);
        await transaction.CommitAsync(cancellation);
        engine.Reconcile();
    }

    /// <summary>Deletes the bridge with all that belongs to it. It must not run any more.</summary>
    public async Task DeleteAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var bridge = await db.Bridges
            .Include(b => b.Space).Include(b => b.Connections).ThenInclude(c => c.Event)
            .FirstOrDefaultAsync(b => b.Id == id, cancellation) ?? throw BridgeReader.NotFound();
        var lost = await db.DeadLetters.CountAsync(d => d.BridgeId == id, cancellation);
        audit.Add(db, actor, "bridge.delete", bridge.Name, id.Hex(), new { Definition = Describe(bridge), DeadLetters = lost });
        db.Bridges.Remove(bridge);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw EditedMeanwhile(bridge.Name);
        }

        engine.Reconcile();
    }

    private async Task EnsureChannelsAsync(Actor actor, BridgeDefinition definition, CancellationToken cancellation)
    {
        foreach (var known in definition.Connections.Select(c => c.Event).Distinct())
        {
            try
            {
                await landscape.EnsureChannelAsync(actor, known.Id.Hex(), definition.Space.Id.Hex(), cancellation);
            }
            catch (Exception problem) when (problem is BrokerUnavailableException or BrokerRefusedException)
            {
                throw new RefusedException(
                    RefusalKind.Unavailable,
                    $"The channel of {known.Name} in {definition.Space.Name} could not be made, so the bridge was not saved: {problem.Message} Try again once Kafka answers.",
                    inner: problem);
            }
        }
    }

    // The unique indexes decide between two saves at once; the rules then find the words.
    private async Task SaveAsync(LandscapeDb db, Actor actor, BridgeRequest request, Guid? except, CancellationToken cancellation)
    {
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw EditedMeanwhile(request.Name?.Trim() ?? "");
        }
        catch (DbUpdateException)
        {
            (await checks.CheckAsync(actor, request, except, cancellation)).OrRefuse();
            throw;
        }
    }

    /// <summary>Matches by event and direction, so that a connection keeps its identity and its count when its queue changes.</summary>
    /// <returns>True where targets changed; they hold placeholders until <see cref="Settle"/>.</returns>
    private static bool Merge(LandscapeDb db, Bridge bridge, IReadOnlyList<ConnectionDefinition> wanted)
    {
        foreach (var gone in bridge.Connections.Where(c => !wanted.Any(w => Same(c, w))).ToList())
            bridge.Connections.Remove(gone);

        var moved = false;
        foreach (var connection in wanted)
        {
            if (bridge.Connections.Find(c => Same(c, connection)) is not { } kept)
            {
                var added = ToConnection(connection);
                added.Target = Placeholder(added);
                bridge.Connections.Add(added);
                db.Connections.Add(added);
                moved = true;
                continue;
            }

            kept.Format = connection.Format;
            if (kept.Target != connection.Queue.Url)
            {
                kept.Target = Placeholder(kept);
                moved = true;
            }
        }

        return moved;
    }

    private static void Settle(Bridge bridge, IReadOnlyList<ConnectionDefinition> wanted)
    {
        foreach (var connection in wanted)
            bridge.Connections.Find(c => Same(c, connection))!.Target = connection.Queue.Url;
    }

    private static string Placeholder(Connection connection) => $"moving:{connection.Id.Hex()}";

    private static bool Same(Connection connection, ConnectionDefinition wanted) =>
        connection.EventId == wanted.Event.Id && connection.Direction == wanted.Direction;

    private static Connection ToConnection(ConnectionDefinition definition) => new()
    {
        EventId = definition.Event.Id,
        Direction = definition.Direction,
        Target = definition.Queue.Url,
        Format = definition.Format,
    };

    private static RefusedException EditedMeanwhile(string name) =>
        RefusedException.Conflict($"Somebody else changed the bridge '{name}' meanwhile. Load it again, and repeat your change.");

    private BridgeHistoryEntry Entry(Guid bridge, string reason, Actor actor) =>
        new() { BridgeId = bridge, At = time.GetUtcNow(), Reason = reason, By = actor.Name };

    private static object Describe(BridgeDefinition definition) => new
    {
        definition.Name,
        definition.Service,
        Space = definition.Space.Name,
        definition.Region,
        definition.From,
        Connections = definition.Connections.Select(c => new { Event = c.Event.Name, c.Direction, Target = c.Queue.Url, c.Format }),
    };

    private static object Describe(Bridge bridge) => new
    {
        bridge.Name,
        bridge.Service,
        Space = bridge.Space.Name,
        bridge.Region,
        bridge.From,
        Connections = bridge.Connections.Select(c => new { Event = c.Event.Name, c.Direction, c.Target, c.Format }).ToArray(),
    };
}
