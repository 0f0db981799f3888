using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Identity;

/// <summary>Somebody whom Development signs in with one click.</summary>
/// <param name="Name">On the button; the first name.</param>
public sealed record DemoPerson(string Id, string Name, string DisplayName, Role Role);

/// <summary>
/// Makes the demo people at start, in Development only. They have no password, so outside Development nobody can be one of them,
/// even with a database that comes from there.
/// </summary>
public sealed class DemoPeople(IDbContextFactory<LandscapeDb> contexts, IHostEnvironment environment) : IHostedService
{
    public static IReadOnlyList<DemoPerson> All { get; } =
    [
        new("demo-tess", "Tess", "Tess Cole", Role.TechnicalContact),
        new("demo-ada", "Ada", "Ada Admin", Role.Admin),
        new("demo-vic", "Vic", "Vic Viewer", Role.View),
    ];

    public static bool Includes(string id) => All.Any(person => person.Id == id);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment())
            return;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = All.Select(p => p.Id).ToList();
        var there = await db.Users.Where(p => ids.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancellationToken);
        db.Users.AddRange(All.Where(p => !there.Contains(p.Id)).Select(Person));
        await db.SaveChangesAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Person Person(DemoPerson demo)
    {
        var email = $"{demo.Name.ToLowerInvariant()}@demo.invalid";
        return new Person
        {
            Id = demo.Id,
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            DisplayName = demo.DisplayName,
            Role = demo.Role,
            SecurityStamp = Guid.NewGuid().ToString("N"),
        };
    }
}
