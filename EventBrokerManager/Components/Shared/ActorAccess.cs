using System.Security.Claims;
using EventBrokerManager.Identity;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components.Authorization;

namespace EventBrokerManager.Components.Shared;

/// <summary>Who uses this circuit. Asked anew for each act, so a role that was taken away no longer works.</summary>
public sealed class ActorAccess(AuthenticationStateProvider authentication)
{
    /// <exception cref="RefusedException">Nobody is signed in.</exception>
    public async Task<Actor> GetAsync() => ActorOf.Principal((await authentication.GetAuthenticationStateAsync()).User);

    /// <summary>The id of the person's account, which stays when the name changes; for what belongs to one person.</summary>
    /// <exception cref="RefusedException">Nobody is signed in.</exception>
    public async Task<string> PersonIdAsync()
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        return user.FindFirstValue(ClaimTypes.NameIdentifier) ?? ActorOf.Principal(user).Name;
    }
}
