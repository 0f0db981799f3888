using System.Security.Claims;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components.Authorization;

namespace EventBrokerManager.Components.Shared;

/// <summary>Who uses this circuit. Asked anew for each act, so a role that was taken away no longer works.</summary>
public sealed class ActorAccess(AuthenticationStateProvider authentication)
{
    public async Task<Actor> GetAsync() => Of((await authentication.GetAuthenticationStateAsync()).User);

    /// <summary>Nobody, and a role that is unknown, may do nothing.</summary>
    public static Actor Of(ClaimsPrincipal user) => new(
        user.FindFirstValue("name") ?? user.Identity?.Name ?? "Nobody",
        Enum.TryParse<Role>(user.FindFirstValue("role") ?? user.FindFirstValue(ClaimTypes.Role), out var role) ? role : Role.Blocked);
}
