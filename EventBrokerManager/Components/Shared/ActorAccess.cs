using EventBrokerManager.Identity;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components.Authorization;

namespace EventBrokerManager.Components.Shared;

/// <summary>Who uses this circuit. Asked anew for each act, so a role that was taken away no longer works.</summary>
public sealed class ActorAccess(AuthenticationStateProvider authentication)
{
    /// <exception cref="RefusedException">Nobody is signed in.</exception>
    public async Task<Actor> GetAsync() => ActorOf.Principal((await authentication.GetAuthenticationStateAsync()).User);
}
