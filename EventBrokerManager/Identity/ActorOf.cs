using System.Security.Claims;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Identity;

/// <summary>Who acts, as the services want to know it.</summary>
public static class ActorOf
{
    /// <exception cref="RefusedException">Nobody is signed in.</exception>
    public static Actor Principal(ClaimsPrincipal principal) =>
        principal.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } && RoleOf(principal) is { } role
            ? new Actor(name, role) { Subject = principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? name }
            : throw RefusedException.Forbidden("You are not signed in any more. Sign in again, then repeat what you did.");

    /// <summary>The role that the claims say, or null.</summary>
    internal static Role? RoleOf(ClaimsPrincipal principal) =>
        Enum.TryParse<Role>(principal.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;
}
