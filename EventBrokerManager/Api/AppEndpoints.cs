using System.Security.Claims;
using EventBrokerManager.Identity;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

internal static class AppEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var apps = api.MapGroup("/apps").WithTags("Apps");
        apps.MapGet("", ListAsync).WithSummary("Apps with their environments, by name").ProducesProblem(400);
        apps.MapPost("", CreateAsync).WithSummary("Create an app").ProducesProblem(400).ProducesProblem(409);
        apps.MapPost("/import", ImportAsync).WithSummary("Create and complete many apps; the same import again changes nothing").ProducesProblem(400);
        apps.MapGet("/{id}", GetAsync).WithSummary("An app, by id or name").ProducesProblem(404);
        apps.MapPut("/{id}", UpdateAsync).WithSummary("Rename an app, change its kind or its Technical Contacts")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        apps.MapPost("/{id}/retire", RetireAsync).WithSummary("Take an app out of use; nothing is deleted").ProducesProblem(404).ProducesProblem(409);
        apps.MapPost("/{id}/restore", RestoreAsync).WithSummary("Take a retired app into use again").ProducesProblem(404);
        apps.MapPut("/{id}/broker", SwitchAsync).WithSummary("Turn the app's event broker on or off")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        apps.MapGet("/{id}/broker/effects", EffectsAsync).WithSummary("What would stop if the app's event broker were turned off").ProducesProblem(404);
        apps.MapPost("/{id}/environments", CreateEnvironmentAsync).WithSummary("Create an environment, in the space named after it")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Ok<Page<AppAnswer>>> ListAsync(
        [AsParameters] ListQuery query, IApps apps, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var all = await apps.ListAsync(ActorOf.Principal(user), cancellation);
        return TypedResults.Ok(query.Page(
            all.Where(a => query.Matches([a.Name, .. a.Contacts.Select(c => c.Name), .. a.Environments.Select(e => $"{a.Name}/{e.Name}")])),
            a => Names.Key(a.Name),
            AppAnswer.Of));
    }

    private static async Task<Ok<AppAnswer>> GetAsync(string id, IApps apps, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(AppAnswer.Of(await apps.GetAsync(ActorOf.Principal(user), Lookup.Text(id), cancellation)));

    private static async Task<Created<AppAnswer>> CreateAsync(AppBody body, IApps apps, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var app = await apps.CreateAsync(ActorOf.Principal(user), body.ToRequest(), cancellation);
        return TypedResults.Created($"/api/v1/apps/{app.Id.Hex()}", AppAnswer.Of(app));
    }

    private static async Task<Ok<AppAnswer>> UpdateAsync(
        string id, AppChangeBody body, IApps apps, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var request = new AppBody(body.Name, body.Kind, body.TechnicalContacts).ToRequest();
        return TypedResults.Ok(AppAnswer.Of(await apps.UpdateAsync(ActorOf.Principal(user), Lookup.Text(id), request, cancellation)));
    }

    private static async Task<Ok<AppAnswer>> RetireAsync(string id, IApps apps, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(AppAnswer.Of(await apps.RetireAsync(ActorOf.Principal(user), Lookup.Text(id), cancellation)));

    private static async Task<Ok<AppAnswer>> RestoreAsync(string id, IApps apps, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(AppAnswer.Of(await apps.RestoreAsync(ActorOf.Principal(user), Lookup.Text(id), cancellation)));

    private static async Task<Ok<AppAnswer>> SwitchAsync(
        string id, SwitchBody body, IApps apps, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var applied = await apps.SwitchAsync(ActorOf.Principal(user), Lookup.Text(id), body.Read(), cancellation);
        return TypedResults.Ok(AppAnswer.Of(applied.Value, applied.Problem));
    }

    private static async Task<Ok<EffectsAnswer>> EffectsAsync(string id, IApps apps, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(EffectsAnswer.Of(await apps.EffectsOfSwitchingOffAsync(ActorOf.Principal(user), Lookup.Text(id), cancellation)));

    private static async Task<Created<EnvironmentAnswer>> CreateEnvironmentAsync(
        string id, EnvironmentBody body, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var environment = await environments.CreateAsync(ActorOf.Principal(user), Lookup.Text(id), body.Name, cancellation);
        return TypedResults.Created($"/api/v1/environments/{environment.Id.Hex()}", EnvironmentAnswer.Of(environment));
    }

    private static async Task<Ok<AppImportAnswer>> ImportAsync(
        AppImportBody body, IAppImport import, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        actor.Require(Role.Admin);
        return TypedResults.Ok(AppImportAnswer.Of(await import.RunAsync(actor, body.ToRows(import), null, cancellation)));
    }
}
