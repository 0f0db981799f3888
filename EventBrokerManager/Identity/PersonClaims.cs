using System.Security.Claims;
using EventBrokerManager.Persistence.Entities;
using Microsoft.AspNetCore.Identity;

namespace EventBrokerManager.Identity;

/// <summary>Turns a person into the claims that a cookie carries: who it is, the name, the role, and the security stamp.</summary>
internal sealed class PersonClaims : IUserClaimsPrincipalFactory<Person>
{
    /// <summary>Changes with the password and with a block; a cookie with another stamp counts no longer.</summary>
    public const string Stamp = "AspNet.Identity.SecurityStamp";

    public Task<ClaimsPrincipal> CreateAsync(Person user) => Task.FromResult(Principal(user));

    public static ClaimsPrincipal Principal(Person person) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, person.Id),
            new Claim(ClaimTypes.Name, person.DisplayName),
            new Claim(ClaimTypes.Role, person.Role.ToString()),
            new Claim(Stamp, person.SecurityStamp ?? ""),
        ],
        IdentityConstants.ApplicationScheme));
}
