using EventBrokerManager.Persistence.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EventBrokerManager.Persistence.Configuration;

internal sealed class SpaceConfiguration : IEntityTypeConfiguration<Space>
{
    public void Configure(EntityTypeBuilder<Space> builder) => builder.HasIndex(s => s.NameKey).IsUnique();
}

internal sealed class ServiceConfiguration : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> builder)
    {
        builder.HasIndex(s => s.NameKey).IsUnique();
        builder.HasOne(s => s.App).WithMany().HasForeignKey(s => s.AppId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class ServiceEventConfiguration : IEntityTypeConfiguration<ServiceEvent>
{
    public void Configure(EntityTypeBuilder<ServiceEvent> builder)
    {
        builder.HasIndex(e => new { e.ServiceId, e.Name }).IsUnique();

        // Documents name events by their channel's key, in every configuration call.
        builder.HasIndex(e => new { e.ChannelKey, e.Name });
        builder.HasOne(e => e.Owner).WithMany().HasForeignKey(e => e.OwnerId).OnDelete(DeleteBehavior.SetNull);
        builder.OwnsMany(e => e.Attributes, attributes => attributes.ToJson());
    }
}

internal sealed class ChannelConfiguration : IEntityTypeConfiguration<Channel>
{
    public void Configure(EntityTypeBuilder<Channel> builder)
    {
        builder.HasKey(c => new { c.EventId, c.SpaceId });
        builder.HasIndex(c => c.Topic).IsUnique();
        builder.HasOne(c => c.Event).WithMany().HasForeignKey(c => c.EventId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(c => c.Space).WithMany().HasForeignKey(c => c.SpaceId).OnDelete(DeleteBehavior.Restrict);
    }
}
