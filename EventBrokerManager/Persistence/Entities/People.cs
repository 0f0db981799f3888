using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Identity;

namespace EventBrokerManager.Persistence.Entities;

/// <summary>Somebody who signs in.</summary>
public sealed class Person : IdentityUser
{
    public required string DisplayName { get; set; }
    public Role Role { get; set; }
}

/// <summary>One change, who made it, and what was before and after. Append-only; never holds a secret.</summary>
public sealed class AuditEntry
{
    public long Id { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Who { get; init; }

    /// <summary>What was done, such as <c>bridge.start</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what, in a person's words, such as a bridge's name.</summary>
    public required string Subject { get; init; }
    public string? SubjectId { get; init; }

    /// <summary>JSON of what changed, or null.</summary>
    public string? Before { get; init; }
    public string? After { get; init; }
}
