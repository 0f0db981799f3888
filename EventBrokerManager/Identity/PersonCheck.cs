using System.Security.Claims;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Identity;

/// <summary>Asks the database whether a signed-in person still is who the claims say.</summary>
internal sealed class PersonCheck(IDbContextFactory<LandscapeDb> contexts, IHostEnvironment environment)
{
    /// <returns>
    /// Null where the person may not stay (gone, blocked, another stamp, a demo person outside Development); the same principal where
    /// nothing changed; a new one where the name or the role did.
    /// </returns>
    public async Task<ClaimsPrincipal?> CurrentAsync(ClaimsPrincipal principal, CancellationToken cancellation)
    {
        var id = principal.FindFirstValue(ClaimTypes.NameIdentifier);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var person = await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellation);
        if (person is null || person.Role == Role.Blocked || principal.FindFirstValue(PersonClaims.Stamp) != person.SecurityStamp)
            return null;
        if (DemoPeople.Includes(person.Id) && !environment.IsDevelopment())
            return null;
        return principal.Identity!.Name == person.DisplayName && ActorOf.RoleOf(principal) == person.Role
            ? principal
            : PersonClaims.Principal(person);
    }
}
