using System.Security.Claims;
using EventBrokerManager.Access;
using EventBrokerManager.Identity;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

/// <param name="Environment">Id or app/environment.</param>
/// <param name="Event">As service/event, or the event alone where that is unambiguous in the space, or its id.</param>
/// <param name="Publish">What is null stays as it is.</param>
internal sealed record AccessBody(string? Environment, string? Event, bool? Publish = null, bool? Subscribe = null)
{
    public AccessChange ToChange() => new(Environment, Event, Publish, Subscribe);
}

internal sealed record AccessChangesBody(IReadOnlyList<AccessBody?>? Changes)
{
    public IReadOnlyList<AccessChange> ToChanges() => [.. (Changes ?? []).Select(c => c?.ToChange() ?? new AccessChange(null, null, null, null))];
}

/// <param name="Environment">As app/environment.</param>
/// <param name="Event">As service/event.</param>
/// <param name="Owner">The app that defined the event.</param>
/// <param name="Gap">none, implementedButNoAccess, accessButNotImplemented or both.</param>
/// <param name="By">Who decided last; null where the organisation's rule did.</param>
internal sealed record AccessAnswer(
    string Environment, string Space, string Event, string EventId, string? Owner, bool Publish, bool Subscribe,
    bool ImplementsPublish, bool ImplementsSubscribe, string Gap, DateTimeOffset At, string? By)
{
    public static AccessAnswer Of(AccessDetails row) => new(
        $"{row.App}/{row.Environment}", row.Space, $"{row.Service}/{row.Event}", row.EventId.Hex(), row.Owner, row.Publish, row.Subscribe,
        row.ImplementsPublish, row.ImplementsSubscribe, Words.Of(row.Gap), row.At, row.By);
}

/// <param name="Undo">For taking it back within an hour; null where nothing changed.</param>
/// <param name="Pending">What is in the way in Kafka, where it does not hold there yet.</param>
internal sealed record AccessChangedAnswer(IReadOnlyList<AccessAnswer> Items, string? Undo, DateTimeOffset? UndoUntil, string? Pending)
{
    public static AccessChangedAnswer Of(Applied<AccessApplied> applied) => new(
        [.. applied.Value.Rows.Select(AccessAnswer.Of)], applied.Value.Undo?.Hex(), applied.Value.UndoUntil, applied.Problem);
}

internal sealed record AccessEffectAnswer(string Environment, string Event, IReadOnlyList<string> Effects);

/// <param name="Publish">An environment may publish an event of another app as soon as it implements it.</param>
/// <param name="Subscribe">The same for subscribing.</param>
internal sealed record AccessRuleBody(bool? Publish, bool? Subscribe);

internal sealed record AccessRuleAnswer(bool Publish, bool Subscribe);

internal static class AccessEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var access = api.MapGroup("/access").WithTags("Access");
        access.MapGet("", ListAsync).WithSummary("Who may publish and subscribe to what, by app, environment and event")
            .ProducesProblem(400).ProducesProblem(404);
        access.MapPut("", PutAsync).WithSummary("Change one access, at once").ProducesProblem(400).ProducesProblem(409);
        access.MapPost("/changes", ApplyAsync).WithSummary("Change several accesses at once, all or none").ProducesProblem(400).ProducesProblem(409);
        access.MapPost("/preview", PreviewAsync).WithSummary("What changes would do").ProducesProblem(400);
        access.MapPost("/undo", UndoAsync).WithSummary("Take a change back, within an hour").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        access.MapGet("/rule", RuleAsync).WithSummary("The organisation's rule for events of other apps");
        access.MapPut("/rule", SetRuleAsync).WithSummary("Change the rule for what is implemented from now on").ProducesProblem(400);
    }

    private static async Task<Ok<Page<AccessAnswer>>> ListAsync(
        [AsParameters] ListQuery query, string? app, string? environment, bool? gaps,
        IAccess access, IApps apps, IEnvironments environments, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var filter = new AccessFilter(
            query.Search,
            app is null ? null : (await apps.GetAsync(actor, app, cancellation)).Id,
            environment is null ? null : (await environments.GetAsync(actor, environment, cancellation)).Id,
            Gaps: gaps == true);
        var (size, skip) = (query.Size, (int)Math.Clamp(query.AfterId ?? 0, 0, int.MaxValue - ListQuery.MaxLimit));
        var part = await access.ListAsync(actor, filter, skip, size, cancellation);
        var next = part.Total > skip + size ? $"{skip + size}" : null;
        return TypedResults.Ok(new Page<AccessAnswer>([.. part.Rows.Select(AccessAnswer.Of)], next));
    }

    private static async Task<Ok<AccessChangedAnswer>> PutAsync(
        AccessBody body, IAccess access, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(AccessChangedAnswer.Of(await access.ApplyAsync(ActorOf.Principal(user), [body.ToChange()], cancellation)));

    private static async Task<Ok<AccessChangedAnswer>> ApplyAsync(
        AccessChangesBody body, IAccess access, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(AccessChangedAnswer.Of(await access.ApplyAsync(ActorOf.Principal(user), body.ToChanges(), cancellation)));

    private static async Task<Ok<Page<AccessEffectAnswer>>> PreviewAsync(
        AccessChangesBody body, IAccess access, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var effects = await access.PreviewAsync(ActorOf.Principal(user), body.ToChanges(), cancellation);
        return TypedResults.Ok(new Page<AccessEffectAnswer>([.. effects.Select(e => new AccessEffectAnswer(e.Environment, e.Event, e.Consequences))], null));
    }

    private static async Task<Ok<AccessChangedAnswer>> UndoAsync(
        UndoBody body, IAccess access, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(AccessChangedAnswer.Of(await access.UndoAsync(ActorOf.Principal(user), body.Read(), cancellation)));

    private static async Task<Ok<AccessRuleAnswer>> RuleAsync(IAccess access, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var rule = await access.RuleAsync(ActorOf.Principal(user), cancellation);
        return TypedResults.Ok(new AccessRuleAnswer(rule.Publish, rule.Subscribe));
    }

    private static async Task<Ok<AccessRuleAnswer>> SetRuleAsync(
        AccessRuleBody body, IAccess access, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        actor.Require(Role.Admin);
        var (before, problems) = (await access.RuleAsync(actor, cancellation), new List<FieldProblem>());
        if (body is { Publish: null, Subscribe: null })
            problems.Add(new FieldProblem("publish", "Say what changes: publish, subscribe, or both, each true or false."));
        if (problems.Count > 0)
            throw RefusedException.Invalid(problems);
        var rule = await access.SetRuleAsync(actor, new AccessRule(body.Publish ?? before.Publish, body.Subscribe ?? before.Subscribe), cancellation);
        return TypedResults.Ok(new AccessRuleAnswer(rule.Publish, rule.Subscribe));
    }
}
