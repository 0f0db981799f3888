using EventBrokerManager.Persistence.Entities;

namespace EventBrokerManager.Access;

/// <summary>Decides what an environment may do with what it implements, where nobody has decided yet.</summary>
public static class DefaultAccess
{
    /// <summary>
    /// Fills in the directions that are implemented and undecided. An app may use what it defined; for anything else the
    /// organisation's rule decides. What was decided, also against it, stays.
    /// </summary>
    /// <param name="owns">The environment's app defined the event.</param>
    /// <returns>True where something was decided.</returns>
    public static bool Apply(Grant grant, bool publish, bool subscribe, bool owns, AccessRule rule, DateTimeOffset now)
    {
        var before = (grant.Publish, grant.Subscribe);
        if (publish)
            grant.Publish ??= owns || rule.Publish;
        if (subscribe)
            grant.Subscribe ??= owns || rule.Subscribe;
        if (before == (grant.Publish, grant.Subscribe))
            return false;
        (grant.At, grant.By) = (now, null);
        return true;
    }
}
