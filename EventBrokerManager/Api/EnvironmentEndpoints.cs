using System.Security.Claims;
using System.Text.Json.Serialization;
using EventBrokerManager.Identity;
using EventBrokerManager.Landscape;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

/// <summary>What a deployment needs, by the names that its settings have. Shown once.</summary>
/// <param name="ApplyLimits">"true" for Free apps; else left out.</param>
internal sealed record CredentialsAnswer(
    [property: JsonPropertyName("ServerUrl")] string ServerUrl,
    [property: JsonPropertyName("UserName")] string UserName,
    [property: JsonPropertyName("Password")] string Password,
    [property: JsonPropertyName("ClientConfigUrl")] string ClientConfigUrl,
    [property: JsonPropertyName("ClientConfigAuthToken")] string ClientConfigAuthToken,
    [property: JsonPropertyName("ApplyLimits"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ApplyLimits)
{
    public static CredentialsAnswer Of(IssuedCredentials issued) => new(
        issued.ServerUrl, issued.UserName, issued.Password, issued.ClientConfigUrl, issued.ClientConfigAuthToken, issued.ApplyLimits ? "true" : null);
}

/// <summary>Environments, named by id or as <c>app/environment</c>, with the slash escaped or not.</summary>
internal static class EnvironmentEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var one = api.MapGroup("/environments/{id}").WithTags("Environments");
        one.ProducesProblem(404);
        one.MapGet("", GetAsync).WithSummary("An environment with its way to the first event");
        one.MapPut("", RenameAsync).WithSummary("Rename an environment; it stays in its space").ProducesProblem(400).ProducesProblem(409);
        one.MapPost("/retire", RetireAsync).WithSummary("Take an environment out of use; nothing is deleted").ProducesProblem(409);
        one.MapPost("/restore", RestoreAsync).WithSummary("Take a retired environment into use again");
        one.MapPut("/broker", SwitchAsync).WithSummary("Turn the environment's event broker on or off").ProducesProblem(400).ProducesProblem(409);
        one.MapGet("/broker/effects", SwitchEffectsAsync).WithSummary("What would stop if its event broker were turned off");
        one.MapPost("/credentials", IssueAsync).WithSummary("Make or rotate credentials; they are shown once").ProducesProblem(409).ProducesProblem(503);
        one.MapDelete("/credentials", RevokeAsync).WithSummary("End all credentials at once, or those of one generation");
        one.MapPut("/space", MoveAsync).WithSummary("Move an environment to another space").ProducesProblem(400);
        one.MapGet("/space/effects", MoveEffectsAsync).WithSummary("What a move to the space would change").ProducesProblem(400);
        one.MapPost("/space/undo", UndoMoveAsync).WithSummary("Take a move back, within a day").ProducesProblem(400).ProducesProblem(409);
        MapNamed(api.MapGroup("/environments/{app}/{name}").ExcludeFromDescription());
    }

    /// <summary>The same with the slash as it is. /environments/x/broker is the environment x, not the environment broker of the app x.</summary>
    private static void MapNamed(RouteGroupBuilder named)
    {
        named.MapGet("", (string app, string name, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
            GetAsync(Id(app, name), environments, user, cancellation));
        named.MapPut("", (string app, string name, EnvironmentBody body, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
            RenameAsync(Id(app, name), body, environments, user, cancellation));
        named.MapPost("/retire", (string app, string name, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
            RetireAsync(Id(app, name), environments, user, cancellation));
        named.MapPost("/restore", (string app, string name, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
            RestoreAsync(Id(app, name), environments, user, cancellation));
        named.MapPut("/broker", (string app, string name, SwitchBody body, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
            SwitchAsync(Id(app, name), body, environments, user, cancellation));
        named.MapGet("/broker/effects", (string app, string name, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
            SwitchEffectsAsync(Id(app, name), environments, user, cancellation));
        named.MapPost("/credentials", (string app, string name, ICredentials credentials, ClaimsPrincipal user, CancellationToken cancellation) =>
            IssueAsync(Id(app, name), credentials, user, cancellation));
        named.MapDelete("/credentials", (string app, string name, int? generation, ICredentials credentials, ClaimsPrincipal user, CancellationToken cancellation) =>
            RevokeAsync(Id(app, name), generation, credentials, user, cancellation));
        named.MapPut("/space", (string app, string name, MoveBody body, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
            MoveAsync(Id(app, name), body, environments, user, cancellation));
        named.MapGet("/space/effects", (string app, string name, string? space, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
            MoveEffectsAsync(Id(app, name), space, environments, user, cancellation));
        named.MapPost("/space/undo", (string app, string name, UndoBody body, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
            UndoMoveAsync(Id(app, name), body, environments, user, cancellation));
    }

    private static string Id(string app, string name) => $"{Lookup.Text(app)}/{Lookup.Text(name)}";

    private static async Task<Ok<EnvironmentAnswer>> GetAsync(
        string id, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(EnvironmentAnswer.Of(await environments.GetAsync(ActorOf.Principal(user), Lookup.Text(id), cancellation)));

    private static async Task<Ok<EnvironmentAnswer>> RenameAsync(
        string id, EnvironmentBody body, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(EnvironmentAnswer.Of(await environments.RenameAsync(ActorOf.Principal(user), Lookup.Text(id), body.Name, cancellation)));

    private static async Task<Ok<EnvironmentAnswer>> RetireAsync(
        string id, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(EnvironmentAnswer.Of(await environments.RetireAsync(ActorOf.Principal(user), Lookup.Text(id), cancellation)));

    private static async Task<Ok<EnvironmentAnswer>> RestoreAsync(
        string id, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(EnvironmentAnswer.Of(await environments.RestoreAsync(ActorOf.Principal(user), Lookup.Text(id), cancellation)));

    private static async Task<Ok<EnvironmentAnswer>> SwitchAsync(
        string id, SwitchBody body, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var applied = await environments.SwitchAsync(ActorOf.Principal(user), Lookup.Text(id), body.Read(), cancellation);
        return TypedResults.Ok(EnvironmentAnswer.Of(applied.Value, applied.Problem, null));
    }

    private static async Task<Ok<EffectsAnswer>> SwitchEffectsAsync(
        string id, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(EffectsAnswer.Of(await environments.EffectsOfSwitchingOffAsync(ActorOf.Principal(user), Lookup.Text(id), cancellation)));

    private static async Task<Created<CredentialsAnswer>> IssueAsync(
        string id, ICredentials credentials, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Created((string?)null, CredentialsAnswer.Of(await credentials.IssueAsync(ActorOf.Principal(user), Lookup.Text(id), cancellation)));

    private static async Task<Ok<EnvironmentAnswer>> RevokeAsync(
        string id, int? generation, ICredentials credentials, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var applied = await credentials.RevokeAsync(ActorOf.Principal(user), Lookup.Text(id), generation, cancellation);
        return TypedResults.Ok(EnvironmentAnswer.Of(applied.Value, applied.Problem, null));
    }

    private static async Task<Ok<EnvironmentAnswer>> MoveAsync(
        string id, MoveBody body, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var applied = await environments.MoveAsync(ActorOf.Principal(user), Lookup.Text(id), body.Space, body.CutNow == true, cancellation);
        return TypedResults.Ok(EnvironmentAnswer.Of(applied.Value.Environment, applied.Problem, applied.Value.Undo));
    }

    private static async Task<Ok<EffectsAnswer>> MoveEffectsAsync(
        string id, string? space, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(EffectsAnswer.Of(await environments.EffectsOfMoveAsync(ActorOf.Principal(user), Lookup.Text(id), space, cancellation)));

    private static async Task<Ok<EnvironmentAnswer>> UndoMoveAsync(
        string id, UndoBody body, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        await environments.GetAsync(actor, Lookup.Text(id), cancellation);
        var applied = await environments.UndoMoveAsync(actor, body.Read(), cancellation);
        return TypedResults.Ok(EnvironmentAnswer.Of(applied.Value, applied.Problem, null));
    }
}
