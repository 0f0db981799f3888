using System.Security.Claims;
using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Identity;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

internal static class DeadLetterEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var letters = api.MapGroup("/bridges/{id}/dead-letters").WithTags("Dead letters");
        letters.MapGet("", ListAsync).WithSummary("Events that a bridge could not deliver, newest first").ProducesProblem(400).ProducesProblem(404);
        letters.MapGet("/groups", GroupsAsync).WithSummary("Dead letters counted by connection and reason, most first")
            .ProducesProblem(400).ProducesProblem(404);
        letters.MapGet("/{letter:long}", GetAsync).WithSummary("A dead letter with its whole event").ProducesProblem(404);
        letters.MapPost("/redrive", RedriveAsync).WithSummary("Send dead letters again, in the background; without a body all of the bridge")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        letters.MapGet("/redrive", LastRedriveAsync).WithSummary("The bridge's last redrive and how far it is").ProducesProblem(404);
        letters.MapDelete("/redrive", CancelRedriveAsync).WithSummary("Cancel the redrive that is under way; what was not sent stays a dead letter")
            .ProducesProblem(404);
        letters.MapPost("/discard", DiscardAsync).WithSummary("Delete dead letters for good, with a reason")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Ok<Page<DeadLetterAnswer>>> ListAsync(
        string id, [AsParameters] ListQuery query, [AsParameters] DeadLetterQuery filter, IBridgeService bridges, IDeadLetters letters,
        ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var (size, before) = (query.Size, query.AfterId);
        var bridge = await BridgeEndpoints.FindAsync(bridges, actor, id, cancellation);
        var found = await letters.ListAsync(actor, bridge, filter.ToFilter(query.Search), size + 1, before, cancellation);
        var next = found.Count > size ? $"{found[size - 1].Id}" : null;
        return TypedResults.Ok(new Page<DeadLetterAnswer>([.. found.Take(size).Select(DeadLetterAnswer.Of)], next));
    }

    private static async Task<Ok<Page<DeadLetterGroupAnswer>>> GroupsAsync(
        string id, string? search, [AsParameters] DeadLetterQuery filter, IBridgeService bridges, IDeadLetters letters,
        ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var bridge = await BridgeEndpoints.FindAsync(bridges, actor, id, cancellation);
        var groups = await letters.GroupsAsync(actor, bridge, filter.ToFilter(search), cancellation);
        return TypedResults.Ok(new Page<DeadLetterGroupAnswer>([.. groups.Select(DeadLetterGroupAnswer.Of)], null));
    }

    private static async Task<Ok<DeadLetterEventAnswer>> GetAsync(
        string id, long letter, IBridgeService bridges, IDeadLetters letters, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var bridge = await BridgeEndpoints.FindAsync(bridges, actor, id, cancellation);
        return TypedResults.Ok(DeadLetterEventAnswer.Of(await letters.GetAsync(actor, bridge, letter, cancellation)));
    }

    private static async Task<Results<Accepted<RedriveAnswer>, Ok<RedrivePreviewAnswer>>> RedriveAsync(
        string id, RedriveBody? body, IBridgeService bridges, IDeadLetters letters, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var bridge = await BridgeEndpoints.FindAsync(bridges, actor, id, cancellation);
        body ??= RedriveBody.Everything;
        if (body.DryRun == true)
            return TypedResults.Ok(RedrivePreviewAnswer.Of(await letters.PreviewAsync(actor, bridge, body.ToSelection(), cancellation)));
        var redrive = await letters.RedriveAsync(actor, bridge, body.ToSelection(), body.PerSecond, cancellation);
        return TypedResults.Accepted($"/api/v1/bridges/{bridge.Hex()}/dead-letters/redrive", RedriveAnswer.Of(redrive));
    }

    private static async Task<Ok<RedriveAnswer>> LastRedriveAsync(
        string id, IBridgeService bridges, IDeadLetters letters, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var bridge = await BridgeEndpoints.FindAsync(bridges, actor, id, cancellation);
        var redrive = await letters.LastRedriveAsync(actor, bridge, cancellation)
            ?? throw RefusedException.NotFound("No dead letters of this bridge were sent again yet. POST to this path does it.");
        return TypedResults.Ok(RedriveAnswer.Of(redrive));
    }

    private static async Task<Ok<RedriveAnswer>> CancelRedriveAsync(
        string id, IBridgeService bridges, IDeadLetters letters, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var bridge = await BridgeEndpoints.FindAsync(bridges, actor, id, cancellation);
        return TypedResults.Ok(RedriveAnswer.Of(await letters.CancelRedriveAsync(actor, bridge, cancellation)));
    }

    private static async Task<Ok<DiscardAnswer>> DiscardAsync(
        string id, DiscardBody body, IBridgeService bridges, IDeadLetters letters, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var bridge = await BridgeEndpoints.FindAsync(bridges, actor, id, cancellation);
        return TypedResults.Ok(new DiscardAnswer(await letters.DiscardAsync(actor, bridge, body.ToSelection(), body.Reason, cancellation)));
    }
}
