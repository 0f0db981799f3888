using System.Security.Claims;
using EventBrokerManager.Identity;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

internal sealed record SpaceRequest(string? Name);

/// <param name="Environments">As app/environment.</param>
/// <param name="Channels">How many.</param>
/// <param name="Bridges">How many.</param>
internal sealed record SpaceAnswer(
    string Id, string Name, DateTimeOffset Created, IReadOnlyList<string> Environments, int Channels, int Bridges)
{
    public static SpaceAnswer Of(SpaceDetails space) =>
        new(space.Id.Hex(), space.Name, space.Created, space.Environments, space.Channels, space.Bridges);
}

internal static class SpaceEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var spaces = api.MapGroup("/spaces").WithTags("Spaces");
        spaces.MapGet("", ListAsync).WithSummary("Spaces, by name").ProducesProblem(400);
        spaces.MapGet("/{id}", GetAsync).WithSummary("A space, by id or name").ProducesProblem(404);
        spaces.MapPost("", CreateAsync).WithSummary("Create a space").ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Ok<Page<SpaceAnswer>>> ListAsync(
        [AsParameters] ListQuery query, ILandscape landscape, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var spaces = await landscape.SpacesAsync(ActorOf.Principal(user), cancellation);
        return TypedResults.Ok(query.Page(spaces.Where(s => query.Matches(s.Name)), s => Names.Key(s.Name), SpaceAnswer.Of));
    }

    private static async Task<Ok<SpaceAnswer>> GetAsync(
        string id, ILandscape landscape, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var spaces = await landscape.SpacesAsync(ActorOf.Principal(user), cancellation);
        return TypedResults.Ok(SpaceAnswer.Of(Lookup.One(spaces, "space", id, s => s.Id, s => s.Name)));
    }

    private static async Task<Created<SpaceAnswer>> CreateAsync(
        SpaceRequest body, ILandscape landscape, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var space = await landscape.CreateSpaceAsync(ActorOf.Principal(user), body.Name, cancellation);
        return TypedResults.Created($"/api/v1/spaces/{space.Id.Hex()}", SpaceAnswer.Of(space));
    }
}
