using System.Security.Claims;
using EventBrokerManager.Bridges;
using EventBrokerManager.Identity;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

internal static class BridgeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var bridges = api.MapGroup("/bridges").WithTags("Bridges");
        bridges.MapGet("", ListAsync).WithSummary("Bridges with their states, by name").ProducesProblem(400);
        bridges.MapPost("", CreateAsync).WithSummary("Create a bridge, stopped")
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(503);
        bridges.MapGet("/{id}", GetAsync).WithSummary("A bridge with its state, by id or name").ProducesProblem(404);
        bridges.MapPut("/{id}", UpdateAsync).WithSummary("Replace a bridge's definition; a running one is reconfigured")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        bridges.MapDelete("/{id}", DeleteAsync).WithSummary("Stop a bridge and delete it with its history and its dead letters")
            .ProducesProblem(404);
        bridges.MapPost("/{id}/start", StartAsync).WithSummary("Start a bridge").ProducesProblem(404).ProducesProblem(409);
        bridges.MapPost("/{id}/stop", StopAsync).WithSummary("Stop a bridge").ProducesProblem(404);
    }

    /// <summary>The id of the bridge that a path names by id or by name.</summary>
    internal static async Task<Guid> FindAsync(IBridgeService bridges, Actor actor, string id, CancellationToken cancellation) =>
        Lookup.One(await bridges.ListAsync(actor, cancellation), "bridge", id, b => b.Id, b => b.Name).Id;

    private static async Task<Ok<Page<BridgeAnswer>>> ListAsync(
        [AsParameters] ListQuery query, IBridgeService bridges, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var all = await bridges.ListAsync(ActorOf.Principal(user), cancellation);
        return TypedResults.Ok(query.Page(
            all.Where(b => query.Matches([.. Texts(b)])), b => Names.Key(b.Name), BridgeAnswer.Of));
    }

    /// <summary>What a search looks through.</summary>
    private static IEnumerable<string> Texts(BridgeDetails bridge) =>
    [
        bridge.Name, bridge.Service, bridge.Space, bridge.Region, bridge.Status.State.ToString(),
        .. bridge.Connections.SelectMany(c => new[] { $"{c.Service}/{c.Event}", c.Target }),
    ];

    private static async Task<Ok<BridgeAnswer>> GetAsync(
        string id, IBridgeService bridges, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var bridge = await FindAsync(bridges, actor, id, cancellation);
        return TypedResults.Ok(BridgeAnswer.Of(await bridges.GetAsync(actor, bridge, cancellation)));
    }

    private static async Task<Created<BridgeAnswer>> CreateAsync(
        BridgeBody body, IBridgeService bridges, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var bridge = await bridges.CreateAsync(ActorOf.Principal(user), body.ToRequest(), cancellation);
        return TypedResults.Created($"/api/v1/bridges/{bridge.Id.Hex()}", BridgeAnswer.Of(bridge));
    }

    private static async Task<Ok<BridgeAnswer>> UpdateAsync(
        string id, BridgeBody body, IBridgeService bridges, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var bridge = await FindAsync(bridges, actor, id, cancellation);
        return TypedResults.Ok(BridgeAnswer.Of(await bridges.UpdateAsync(actor, bridge, body.ToRequest(), body.Revision, cancellation)));
    }

    private static async Task<NoContent> DeleteAsync(
        string id, IBridgeService bridges, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        await bridges.DeleteAsync(actor, await FindAsync(bridges, actor, id, cancellation), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<BridgeAnswer>> StartAsync(
        string id, IBridgeService bridges, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var bridge = await FindAsync(bridges, actor, id, cancellation);
        return TypedResults.Ok(BridgeAnswer.Of(await bridges.StartAsync(actor, bridge, cancellation)));
    }

    private static async Task<Ok<BridgeAnswer>> StopAsync(
        string id, IBridgeService bridges, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var bridge = await FindAsync(bridges, actor, id, cancellation);
        return TypedResults.Ok(BridgeAnswer.Of(await bridges.StopAsync(actor, bridge, cancellation)));
    }
}
