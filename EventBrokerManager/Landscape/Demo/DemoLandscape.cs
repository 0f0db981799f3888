using EventBrokerManager.Audit;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape.Demo;

/// <summary>Writes the demo company into an empty database.</summary>
internal sealed class DemoLandscape(SpaceService spaces, ServiceCatalogue services, IAuditLog audit, TimeProvider time)
{
    /// <summary>Adds everything but the channels, which need Kafka; the caller saves.</summary>
    public void Add(LandscapeDb db)
    {
        db.Organisations.Add(new Organisation { Name = DemoCompany.Name, Region = DemoCompany.Region, LicensedSince = time.GetUtcNow() });
        var placed = DemoCompany.Spaces.Select(name => spaces.Add(db, Actor.System, name)).ToList();
        var apps = DemoCompany.Apps.ToDictionary(name => name, name => AddApp(db, name, placed));
        foreach (var service in DemoCompany.Services)
            services.Add(db, Actor.System, service.Request, apps[service.App].Id);
    }

    private App AddApp(LandscapeDb db, string name, IReadOnlyList<Space> placed)
    {
        var now = time.GetUtcNow();
        var app = new App
        {
            Name = name,
            NameKey = Names.Key(name),
            Kind = AppKind.Licensed,
            BrokerEnabled = true,
            BrokerSwitched = now,
            BrokerSwitchedBy = Actor.System.Name,
            Created = now,
            Contacts = [new TechnicalContact { Subject = DemoCompany.TechnicalContact }],
            Environments =
            [
                .. placed.Select(space => new AppEnvironment
                {
                    Name = space.Name,
                    NameKey = space.NameKey,
                    SpaceId = space.Id,
                    BrokerEnabled = true,
                    BrokerSwitched = now,
                    BrokerSwitchedBy = Actor.System.Name,
                    Created = now,
                }),
            ],
        };
        db.Apps.Add(app);
        audit.Add(db, Actor.System, "app.create", name, app.Id.Hex(), after: new { name, Environments = placed.Select(s => s.Name) });
        return app;
    }
}
