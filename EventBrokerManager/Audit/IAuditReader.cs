using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Audit;

/// <summary>One change, as it is shown.</summary>
/// <param name="Before">JSON, or null for something new.</param>
/// <param name="After">JSON, or null for something deleted.</param>
public sealed record AuditDetails(
    long Id, DateTimeOffset At, string Who, string Action, string Subject, string? SubjectId, string? Before, string? After);

/// <summary>Reads what <see cref="IAuditLog"/> kept.</summary>
public interface IAuditReader
{
    /// <summary>Newest first. Needs the role View.</summary>
    /// <param name="search">Part of who, action, subject or subject id, in any case; null or empty for all.</param>
    /// <param name="limit">Entries at most.</param>
    /// <param name="before">Only entries older than the one with this id.</param>
    Task<IReadOnlyList<AuditDetails>> ReadAsync(Actor actor, string? search, int limit, long? before, CancellationToken cancellation);
}
