using EventBrokerManager.Audit;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape;

/// <summary>Business event services with their events.</summary>
internal sealed class ServiceCatalogue(IDbContextFactory<LandscapeDb> databases, IAuditLog audit, TimeProvider time)
{
    public async Task<IReadOnlyList<ServiceDetails>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var services = await db.Services.AsNoTracking().AsSplitQuery()
            .Include(s => s.App).Include(s => s.Events)
            .OrderBy(s => s.NameKey)
            .ToListAsync(cancellation);
        var spaces = (await db.Channels
                .OrderBy(c => c.Space.NameKey)
                .Select(c => new { c.EventId, c.Space.Name })
                .ToListAsync(cancellation))
            .ToLookup(c => c.EventId, c => c.Name);
        var bridges = (await db.Connections
                .OrderBy(c => c.Bridge.NameKey)
                .Select(c => new { c.EventId, c.Bridge.Name })
                .ToListAsync(cancellation))
            .ToLookup(c => c.EventId, c => c.Name);
        return services.ConvertAll(s => Describe(s, spaces, bridges));
    }

    public async Task<ServiceDetails> CreateAsync(Actor actor, ServiceRequest request, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        var problems = ServiceRules.Problems(request);
        if (problems.Count > 0)
            throw RefusedException.Invalid(problems);

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var service = Add(db, actor, request, app: null);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e, "Services.NameKey"))
        {
            var taken = $"There is already a service named '{service.Name}'. Choose another name.";
            throw RefusedException.Conflict(taken, new FieldProblem("name", taken));
        }

        var nothing = Array.Empty<(Guid, string)>().ToLookup(x => x.Item1, x => x.Item2);
        return Describe(service, nothing, nothing);
    }

    /// <summary>Adds a service that keeps the rules, with its audit entry; the caller saves.</summary>
    internal Service Add(LandscapeDb db, Actor actor, ServiceRequest request, Guid? app)
    {
        var service = new Service
        {
            Name = request.Name!.Trim(),
            NameKey = Names.Key(request.Name),
            Version = request.Version!.Trim(),
            AppId = app,
            Created = time.GetUtcNow(),
            Events =
            [
                .. request.Events.Select(e => new ServiceEvent
                {
                    Name = e.Name!.Trim(),
                    OwnerId = app,
                    Attributes = [.. e.Attributes.Select(a => new EventAttribute { Name = a.Name.Trim(), Type = a.Type.Trim() })],
                }),
            ],
        };
        db.Services.Add(service);
        audit.Add(db, actor, "service.create", service.Name, service.Id.Hex(), after: new
        {
            service.Name,
            service.Version,
            Events = service.Events.Select(e => new { e.Name, Attributes = e.Attributes.Select(a => new { a.Name, a.Type }) }),
        });
        return service;
    }

    private static ServiceDetails Describe(Service service, ILookup<Guid, string> spaces, ILookup<Guid, string> bridges) => new(
        service.Id,
        service.Name,
        service.Version,
        service.App?.Name,
        service.Created,
        [
            .. service.Events.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => new EventDetails(
                e.Id,
                e.Name,
                service.Name,
                service.Version,
                [.. e.Attributes.Select(a => new AttributeDetails(a.Name, a.Type))],
                [.. spaces[e.Id]],
                [.. bridges[e.Id].Distinct()])),
        ]);
}
