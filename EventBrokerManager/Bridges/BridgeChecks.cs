using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Landscape;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges;

/// <summary>Judges a request against the landscape as it is now, without changing anything.</summary>
public interface IBridgeChecks
{
    /// <summary>Needs the role View.</summary>
    /// <param name="except">The bridge that is edited; its own name and queues are no collision.</param>
    Task<BridgeVerdict> CheckAsync(Actor actor, BridgeRequest request, Guid? except, CancellationToken cancellation);
}

internal sealed class BridgeChecks(IDbContextFactory<LandscapeDb> databases, AllowedOrigins origins) : IBridgeChecks
{
    public async Task<BridgeVerdict> CheckAsync(Actor actor, BridgeRequest request, Guid? except, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var space = await SpaceAsync(db, request.Space, cancellation);
        var events = new List<Resolved<KnownEvent>>(request.Connections.Count);
        foreach (var connection in request.Connections)
            events.Add(await EventAsync(db, connection.Event, space.Value?.Id, cancellation));

        var allowed = origins.Current;
        var key = Names.Key(request.Name ?? "");
        var nameTaken = await db.Bridges.AnyAsync(b => b.NameKey == key && b.Id != except, cancellation);
        var urls = BridgeRules.Urls(request, allowed);
        var inUse = await db.Connections
            .Where(c => urls.Contains(c.Target) && c.BridgeId != except)
            .Select(c => new { c.Target, Bridge = c.Bridge.Name, c.Direction })
            .ToDictionaryAsync(c => c.Target, c => new QueueUse(c.Bridge, c.Direction), cancellation);

        return BridgeRules.Check(request, new BridgeFacts(space, events, nameTaken, inUse, allowed));
    }

    private static async Task<Resolved<KnownSpace>> SpaceAsync(LandscapeDb db, string? text, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new(null, "Choose a space: the bridge carries events of that one.");
        var found = await Resolver.SpaceAsync(db, text, cancellation);
        if (found.Found)
            return new(new KnownSpace(found.Value.Id, found.Value.Name), null);

        // An id that finds nothing was chosen from a list: the space was there a moment ago.
        return new(null, Names.TryParseId(text, out _) ? "This space is no longer there; somebody deleted it. Choose another one." : found.Problem);
    }

    private static async Task<Resolved<KnownEvent>> EventAsync(LandscapeDb db, string? text, Guid? space, CancellationToken cancellation)
    {
        var found = await Resolver.EventAsync(db, text, space, cancellation);
        if (found.Found)
            return new(new KnownEvent(found.Value.Id, found.Value.Name, found.Value.Service.Name), null);

        return new(null, Names.TryParseId(text, out _) ? "This event is no longer there; somebody deleted it. Remove it here, or choose another one." : found.Problem);
    }
}
