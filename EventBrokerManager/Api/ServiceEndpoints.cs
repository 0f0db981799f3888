using System.Security.Claims;
using EventBrokerManager.Identity;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

internal static class ServiceEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var services = api.MapGroup("/services").WithTags("Services");
        services.MapGet("", ListAsync).WithSummary("Business event services with their events, by name").ProducesProblem(400);
        services.MapGet("/{id}", GetAsync).WithSummary("A service, by id or name").ProducesProblem(404);
        services.MapPost("", CreateAsync).WithSummary("Create a service with its events").ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Ok<Page<ServiceAnswer>>> ListAsync(
        [AsParameters] ListQuery query, ILandscape landscape, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var services = await landscape.ServicesAsync(ActorOf.Principal(user), cancellation);
        return TypedResults.Ok(query.Page(
            services.Where(s => query.Matches([s.Name, s.App, .. s.Events.Select(e => e.Name)])),
            s => Names.Key(s.Name),
            ServiceAnswer.Of));
    }

    private static async Task<Ok<ServiceAnswer>> GetAsync(
        string id, ILandscape landscape, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var services = await landscape.ServicesAsync(ActorOf.Principal(user), cancellation);
        return TypedResults.Ok(ServiceAnswer.Of(Lookup.One(services, "service", id, s => s.Id, s => s.Name)));
    }

    private static async Task<Created<ServiceAnswer>> CreateAsync(
        ServiceBody body, ILandscape landscape, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var service = await landscape.CreateServiceAsync(ActorOf.Principal(user), body.ToRequest(), cancellation);
        return TypedResults.Created($"/api/v1/services/{service.Id.Hex()}", ServiceAnswer.Of(service));
    }
}
