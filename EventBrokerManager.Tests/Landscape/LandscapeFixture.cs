using EventBrokerManager.Audit;
using EventBrokerManager.Broker;
using EventBrokerManager.Landscape;
using EventBrokerManager.Landscape.Demo;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Landscape;

/// <summary>The landscape's module over a real database file and a fake Kafka; nothing is started.</summary>
public sealed class LandscapeFixture : IAsyncDisposable
{
    public static readonly Actor Tess = new("Tess", Role.TechnicalContact);
    public static readonly Actor Vic = new("Vic", Role.View);
    public static readonly Actor Bob = new("Bob", Role.Blocked);

    private readonly ServiceProvider _services;

    public LandscapeFixture(bool demo = false)
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IDbContextFactory<LandscapeDb>>(Database)
            .AddSingleton<IBroker>(Broker)
            .AddAudit()
            .AddLandscape()
            .AddSingleton(new DemoSwitch(demo))
            .BuildServiceProvider();
    }

    public TestDatabase Database { get; } = new();
    public FakeBroker Broker { get; } = new();
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    public ILandscape Landscape => Get<ILandscape>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public T Hosted<T>()
        where T : IHostedService => _services.GetServices<IHostedService>().OfType<T>().Single();

    public Task<ServiceDetails> AddServiceAsync(string name, params string[] events) =>
        Landscape.CreateServiceAsync(Tess, new ServiceRequest(name, "1.0", [.. events.Select(e => new EventRequest(e, []))]), default);

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync()
    {
        await using var db = Database.CreateDbContext();
        return await db.Audit.OrderBy(e => e.Id).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Database.Dispose();
    }
}
