using System.Security.Claims;
using EventBrokerManager.Bridges;
using EventBrokerManager.Identity;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

/// <param name="Connection">The connection's id.</param>
/// <param name="ReasonCode">A stable word per kind of reason.</param>
/// <param name="Origin">Topic, partition and offset, or the queue's URL and message id.</param>
/// <param name="Size">Bytes.</param>
internal sealed record DeadLetterAnswer(
    long Id, string Connection, DateTimeOffset At, string ReasonCode, string Reason, string Origin,
    string? EventId, string? EventType, long Size)
{
    public static DeadLetterAnswer Of(DeadLetterSummary letter) => new(
        letter.Id,
        letter.ConnectionId.Hex(),
        letter.At,
        letter.ReasonCode,
        letter.Reason,
        letter.Origin,
        letter.EventId,
        letter.EventType,
        letter.Size);
}

internal static class DeadLetterEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/bridges/{id}/dead-letters", ListAsync).WithTags("Bridges")
            .WithSummary("Events that a bridge could not deliver, newest first").ProducesProblem(400).ProducesProblem(404);

    private static async Task<Ok<Page<DeadLetterAnswer>>> ListAsync(
        string id, [AsParameters] ListQuery query, IBridgeService bridges, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        var (size, before) = (query.Size, query.AfterId);
        var bridge = await BridgeEndpoints.FindAsync(bridges, actor, id, cancellation);
        // A search looks through more than it finds.
        var batch = string.IsNullOrWhiteSpace(query.Search) ? size + 1 : ListQuery.MaxLimit;
        var found = new List<DeadLetterSummary>();
        IReadOnlyList<DeadLetterSummary> part;
        do
        {
            part = await bridges.DeadLettersAsync(actor, bridge, batch, before, cancellation);
            found.AddRange(part.Where(d => query.Matches(d.ReasonCode, d.Reason, d.Origin, d.EventId, d.EventType)));
            before = part.Count == 0 ? before : part[^1].Id;
        }
        while (found.Count <= size && part.Count == batch);

        var next = found.Count > size ? $"{found[size - 1].Id}" : null;
        return TypedResults.Ok(new Page<DeadLetterAnswer>([.. found.Take(size).Select(DeadLetterAnswer.Of)], next));
    }
}
