using EventBrokerManager.Access;
using EventBrokerManager.Audit;
using EventBrokerManager.Broker;
using EventBrokerManager.ClientConfigs;
using EventBrokerManager.Landscape;
using EventBrokerManager.Landscape.Demo;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Landscape;

/// <summary>The landscape's module over a real database file and a fake Kafka; nothing is started.</summary>
public sealed class LandscapeFixture : IAsyncDisposable
{
    public static readonly Actor Ada = new("Ada", Role.Admin) { Subject = "ada" };
    public static readonly Actor Tess = new("Tess", Role.TechnicalContact) { Subject = "tess" };
    public static readonly Actor Tom = new("Tom", Role.TechnicalContact) { Subject = "tom" };
    public static readonly Actor Vic = new("Vic", Role.View) { Subject = "vic" };
    public static readonly Actor Bob = new("Bob", Role.Blocked);

    private readonly ServiceProvider _services;

    public LandscapeFixture(bool demo = false)
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IDbContextFactory<LandscapeDb>>(Database)
            .AddSingleton<IBroker>(Broker)
            .AddSingleton<IBrokerSecurity>(Security)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("PublicUrl", "https://events.example.com/")]).Build())
            .AddSingleton<IServer>(new NoServer())
            .AddAudit()
            .AddLandscape()
            .AddAccess()
            .AddClientConfigs()
            .AddSingleton(new DemoSwitch(demo))
            .BuildServiceProvider();
    }

    public TestDatabase Database { get; } = new();
    public FakeBroker Broker { get; } = new();
    public FakeBrokerSecurity Security { get; } = new();
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    public ILandscape Landscape => Get<ILandscape>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public T Hosted<T>()
        where T : IHostedService => _services.GetServices<IHostedService>().OfType<T>().Single();

    public Task<ServiceDetails> AddServiceAsync(string name, params string[] events) =>
        Landscape.CreateServiceAsync(Tess, new ServiceRequest(name, "1.0", [.. events.Select(e => new EventRequest(e, []))]), default);

    /// <summary>Writes the organisation, and people of each role: Ada, Tess, Tom and Vic.</summary>
    public async Task<Guid> SeedAsync()
    {
        await Hosted<LandscapeSeed>().SeedAsync(default);
        await using var db = Database.CreateDbContext();
        db.Users.AddRange(Person("ada", Role.Admin), Person("tess", Role.TechnicalContact), Person("tom", Role.TechnicalContact), Person("vic", Role.View));
        await db.SaveChangesAsync();
        return await db.Organisations.Select(o => o.Id).SingleAsync();
    }

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync()
    {
        await using var db = Database.CreateDbContext();
        return await db.Audit.OrderBy(e => e.Id).ToListAsync();
    }

    private static Person Person(string name, Role role) => new()
    {
        Id = name,
        DisplayName = char.ToUpperInvariant(name[0]) + name[1..],
        Email = $"{name}@example.com",
        NormalizedEmail = $"{name}@EXAMPLE.COM".ToUpperInvariant(),
        UserName = name,
        NormalizedUserName = name.ToUpperInvariant(),
        Role = role,
    };

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Database.Dispose();
    }

    /// <summary>For what asks where the product listens; the address is configured here.</summary>
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
