using EventBrokerManager.Audit;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape;

internal sealed class SpaceService(IDbContextFactory<LandscapeDb> databases, IAuditLog audit, TimeProvider time)
{
    public async Task<IReadOnlyList<SpaceDetails>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var environments = (await db.AppEnvironments
                .OrderBy(e => e.App.Name).ThenBy(e => e.Name)
                .Select(e => new { e.SpaceId, Name = e.App.Name + "/" + e.Name })
                .ToListAsync(cancellation))
            .ToLookup(e => e.SpaceId, e => e.Name);
        var spaces = await db.Spaces.AsNoTracking()
            .OrderBy(s => s.NameKey)
            .Select(s => new
            {
                Space = s,
                Channels = db.Channels.Count(c => c.SpaceId == s.Id),
                Bridges = db.Bridges.Count(b => b.SpaceId == s.Id),
            })
            .ToListAsync(cancellation);
        return spaces.ConvertAll(s => new SpaceDetails(
            s.Space.Id, s.Space.Name, s.Space.Created, [.. environments[s.Space.Id]], s.Channels, s.Bridges));
    }

    public async Task<SpaceDetails> CreateAsync(Actor actor, string? name, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        if (NameRules.Problem(name) is { } problem)
            throw RefusedException.Invalid("name", problem);

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var space = Add(db, actor, name!);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e, "Spaces.NameKey"))
        {
            var taken = $"There is already a space named '{space.Name}'. Choose another name, or use that one.";
            throw RefusedException.Conflict(taken, new FieldProblem("name", taken));
        }

        return new SpaceDetails(space.Id, space.Name, space.Created, [], 0, 0);
    }

    /// <summary>
    /// The space of that name, added with its audit entry where there is none; the caller saves, and tries again where somebody else
    /// added it meanwhile.
    /// </summary>
    internal async Task<Space> EnsureAsync(LandscapeDb db, Actor actor, string name, CancellationToken cancellation)
    {
        var key = Names.Key(name);
        return db.Spaces.Local.FirstOrDefault(s => s.NameKey == key)
            ?? await db.Spaces.FirstOrDefaultAsync(s => s.NameKey == key, cancellation)
            ?? Add(db, actor, name);
    }

    /// <summary>Adds a space with its audit entry; the caller saves.</summary>
    internal Space Add(LandscapeDb db, Actor actor, string name)
    {
        var space = new Space { Name = name.Trim(), NameKey = Names.Key(name), Created = time.GetUtcNow() };
        db.Spaces.Add(space);
        audit.Add(db, actor, "space.create", space.Name, space.Id.Hex(), after: new { space.Name });
        return space;
    }
}
