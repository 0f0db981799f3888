using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Audit;

/// <summary>Keeps who changed what. Entries are added to the same context as the change, so both are saved or neither.</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry to <paramref name="db"/>, which the caller saves. Never hand in a secret.</summary>
    /// <param name="action">Such as <c>bridge.create</c>.</param>
    /// <param name="before">Written as JSON; null for something new.</param>
    /// <param name="after">Written as JSON; null for something deleted.</param>
    void Add(LandscapeDb db, Actor actor, string action, string subject, string? subjectId = null, object? before = null, object? after = null);
}
