using System.Security.Claims;
using System.Text.Json;
using EventBrokerManager.Audit;
using EventBrokerManager.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

/// <param name="Action">Such as bridge.start.</param>
/// <param name="Subject">To what, in a person's words.</param>
/// <param name="Before">What was; null for something new.</param>
/// <param name="After">What is; null for something deleted.</param>
internal sealed record AuditAnswer(
    long Id, DateTimeOffset At, string Who, string Action, string Subject, string? SubjectId, JsonElement? Before, JsonElement? After)
{
    public static AuditAnswer Of(AuditDetails entry) => new(
        entry.Id, entry.At, entry.Who, entry.Action, entry.Subject, entry.SubjectId, Json(entry.Before), Json(entry.After));

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}

internal static class AuditEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/audit", ListAsync).WithTags("Audit").WithSummary("Who changed what, newest first").ProducesProblem(400);

    private static async Task<Ok<Page<AuditAnswer>>> ListAsync(
        [AsParameters] ListQuery query, IAuditReader audit, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var size = query.Size;
        var entries = await audit.ReadAsync(ActorOf.Principal(user), query.Search, size + 1, query.AfterId, cancellation);
        var next = entries.Count > size ? $"{entries[size - 1].Id}" : null;
        return TypedResults.Ok(new Page<AuditAnswer>([.. entries.Take(size).Select(AuditAnswer.Of)], next));
    }
}
