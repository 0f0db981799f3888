using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Identity;

/// <summary>Who may do what in this portal.</summary>
public interface IPeople
{
    /// <summary>
    /// Changes a person's role; it counts at once, in open pages too. A block also ends all sign-ins. Needs the role Admin; the last
    /// Admin keeps it.
    /// </summary>
    /// <exception cref="RefusedException">The role is missing, there is no such person, or it is the last Admin.</exception>
    Task SetRoleAsync(Actor actor, string personId, Role role, CancellationToken cancellation);
}
