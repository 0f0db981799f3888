using EventBrokerManager.Persistence.Entities;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Persistence;

/// <summary>The database. One context per operation, from <see cref="IDbContextFactory{TContext}"/>.</summary>
public sealed class LandscapeDb(DbContextOptions<LandscapeDb> options) : IdentityUserContext<Person>(options)
{
    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<App> Apps => Set<App>();
    public DbSet<AppEnvironment> AppEnvironments => Set<AppEnvironment>();
    public DbSet<TechnicalContact> TechnicalContacts => Set<TechnicalContact>();
    public DbSet<Credential> Credentials => Set<Credential>();
    public DbSet<ConfigurationCall> ConfigurationCalls => Set<ConfigurationCall>();
    public DbSet<Implemented> Implemented => Set<Implemented>();
    public DbSet<Grant> Grants => Set<Grant>();
    public DbSet<UndoStep> UndoSteps => Set<UndoStep>();
    public DbSet<Space> Spaces => Set<Space>();
    public DbSet<Service> Services => Set<Service>();
    public DbSet<ServiceEvent> Events => Set<ServiceEvent>();
    public DbSet<Channel> Channels => Set<Channel>();
    public DbSet<Bridge> Bridges => Set<Bridge>();
    public DbSet<Connection> Connections => Set<Connection>();
    public DbSet<Position> Positions => Set<Position>();
    public DbSet<BridgeHistoryEntry> BridgeHistory => Set<BridgeHistoryEntry>();
    public DbSet<DeadLetter> DeadLetters => Set<DeadLetter>();
    public DbSet<Redrive> Redrives => Set<Redrive>();
    public DbSet<BridgeDraft> BridgeDrafts => Set<BridgeDraft>();
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(LandscapeDb).Assembly);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        // SQLite cannot order by DateTimeOffset text: times are kept as ticks of UTC.
        configuration.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        configuration.Properties<Enum>().HaveConversion<string>();
    }
}
