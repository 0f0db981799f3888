using EventBrokerManager.Persistence.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EventBrokerManager.Persistence.Configuration;

internal sealed class AppConfiguration : IEntityTypeConfiguration<App>
{
    public void Configure(EntityTypeBuilder<App> builder)
    {
        builder.HasIndex(a => a.NameKey).IsUnique();
        builder.HasMany(a => a.Contacts).WithOne().HasForeignKey(c => c.AppId);
    }
}

internal sealed class TechnicalContactConfiguration : IEntityTypeConfiguration<TechnicalContact>
{
    public void Configure(EntityTypeBuilder<TechnicalContact> builder)
    {
        builder.HasKey(c => new { c.AppId, c.Subject });
        builder.HasIndex(c => c.Subject);
    }
}

internal sealed class AppEnvironmentConfiguration : IEntityTypeConfiguration<AppEnvironment>
{
    public void Configure(EntityTypeBuilder<AppEnvironment> builder)
    {
        builder.HasIndex(e => new { e.AppId, e.NameKey }).IsUnique();
        builder.HasOne(e => e.Space).WithMany().HasForeignKey(e => e.SpaceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Space>().WithMany().HasForeignKey(e => e.PreviousSpaceId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class CredentialConfiguration : IEntityTypeConfiguration<Credential>
{
    public void Configure(EntityTypeBuilder<Credential> builder)
    {
        builder.HasIndex(c => c.UserName).IsUnique();
        builder.HasIndex(c => new { c.EnvironmentId, c.Generation }).IsUnique();

        // What falls due is asked for every few seconds.
        builder.HasIndex(c => c.Retires);
        builder.HasOne(c => c.Environment).WithMany(e => e.Credentials).HasForeignKey(c => c.EnvironmentId);
    }
}

internal sealed class ConfigurationCallConfiguration : IEntityTypeConfiguration<ConfigurationCall>
{
    public void Configure(EntityTypeBuilder<ConfigurationCall> builder)
    {
        builder.HasIndex(c => new { c.EnvironmentId, c.Id });
        builder.HasOne<AppEnvironment>().WithMany().HasForeignKey(c => c.EnvironmentId);
    }
}

internal sealed class ImplementedConfiguration : IEntityTypeConfiguration<Implemented>
{
    public void Configure(EntityTypeBuilder<Implemented> builder)
    {
        builder.HasKey(i => new { i.EnvironmentId, i.EventId });
        builder.HasOne(i => i.Environment).WithMany().HasForeignKey(i => i.EnvironmentId);
        builder.HasOne(i => i.Event).WithMany().HasForeignKey(i => i.EventId);
    }
}

internal sealed class GrantConfiguration : IEntityTypeConfiguration<Grant>
{
    public void Configure(EntityTypeBuilder<Grant> builder)
    {
        builder.HasKey(g => new { g.EnvironmentId, g.EventId });
        builder.HasOne(g => g.Environment).WithMany().HasForeignKey(g => g.EnvironmentId);
        builder.HasOne(g => g.Event).WithMany().HasForeignKey(g => g.EventId);
    }
}

internal sealed class UndoStepConfiguration : IEntityTypeConfiguration<UndoStep>
{
    public void Configure(EntityTypeBuilder<UndoStep> builder) => builder.HasIndex(u => new { u.Kind, u.At });
}
