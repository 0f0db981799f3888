using EventBrokerManager.Audit;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Identity;

internal sealed class People(IDbContextFactory<LandscapeDb> contexts, IAuditLog audit, PeopleChanges changes) : IPeople
{
    public async Task SetRoleAsync(Actor actor, string personId, Role role, CancellationToken cancellation)
    {
        actor.Require(Role.Admin);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var person = await db.Users.FirstOrDefaultAsync(p => p.Id == personId, cancellation)
            ?? throw RefusedException.NotFound("There is no such person any more. Reload the list.");
        if (person.Role == role)
            return;
        if (person.Role == Role.Admin && !await db.Users.AnyAsync(p => p.Role == Role.Admin && p.Id != personId, cancellation))
            throw RefusedException.Conflict($"{person.DisplayName} is the last Admin. Make somebody else an Admin first.");

        audit.Add(db, actor, "person.role", person.DisplayName, person.Id, new { person.Role }, new { Role = role });
        person.Role = role;
        if (role == Role.Blocked)
            person.SecurityStamp = Guid.NewGuid().ToString("N");
        await db.SaveChangesAsync(cancellation);
        changes.Publish(personId);
    }
}
