using EventBrokerManager.Audit;
using EventBrokerManager.Landscape.Demo;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape;

/// <summary>What an empty database begins with. As a hosted service it runs after the migrations and before the workers.</summary>
internal sealed class LandscapeSeed(IDbContextFactory<LandscapeDb> databases, IAuditLog audit, DemoSwitch demo, DemoLandscape company)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => SeedAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Writes the organisation, or the demo landscape, in one piece; where an organisation is there already it does nothing.
    /// </summary>
    public async Task SeedAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Organisations.AnyAsync(cancellation))
            return;

        if (demo.IsOn)
        {
            company.Add(db);
        }
        else
        {
            var organisation = new Organisation { Name = "My organisation" };
            db.Organisations.Add(organisation);
            audit.Add(db, Actor.System, "organisation.create", organisation.Name, organisation.Id.Hex(), after: new { organisation.Name });
        }

        await db.SaveChangesAsync(cancellation);
    }
}
