using EventBrokerManager.Persistence.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EventBrokerManager.Persistence.Configuration;

internal sealed class BridgeConfiguration : IEntityTypeConfiguration<Bridge>
{
    public void Configure(EntityTypeBuilder<Bridge> builder)
    {
        builder.HasIndex(b => b.NameKey).IsUnique();
        builder.Property(b => b.Revision).IsConcurrencyToken();
        builder.HasOne(b => b.Space).WithMany().HasForeignKey(b => b.SpaceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(b => b.Connections).WithOne(c => c.Bridge).HasForeignKey(c => c.BridgeId);
    }
}

internal sealed class ConnectionConfiguration : IEntityTypeConfiguration<Connection>
{
    public void Configure(EntityTypeBuilder<Connection> builder)
    {
        builder.HasIndex(c => c.Target).IsUnique();
        builder.HasOne(c => c.Event).WithMany().HasForeignKey(c => c.EventId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PositionConfiguration : IEntityTypeConfiguration<Position>
{
    public void Configure(EntityTypeBuilder<Position> builder)
    {
        builder.HasKey(p => new { p.BridgeId, p.Topic, p.Partition });
        builder.HasOne<Bridge>().WithMany().HasForeignKey(p => p.BridgeId);
    }
}

internal sealed class BridgeHistoryConfiguration : IEntityTypeConfiguration<BridgeHistoryEntry>
{
    public void Configure(EntityTypeBuilder<BridgeHistoryEntry> builder)
    {
        builder.HasIndex(h => new { h.BridgeId, h.Id });
        builder.HasOne<Bridge>().WithMany().HasForeignKey(h => h.BridgeId);
    }
}

internal sealed class DeadLetterConfiguration : IEntityTypeConfiguration<DeadLetter>
{
    public void Configure(EntityTypeBuilder<DeadLetter> builder)
    {
        builder.HasIndex(d => new { d.ConnectionId, d.OriginKey }).IsUnique();
        builder.HasIndex(d => new { d.BridgeId, d.Id });

        // The limit is asked before every write; without this it would read every event that is kept.
        builder.HasIndex(d => new { d.BridgeId, d.Size });

        // A redrive goes through a connection by id; groups are counted without reading an event.
        builder.HasIndex(d => new { d.ConnectionId, d.Id });
        builder.HasIndex(d => new { d.BridgeId, d.ConnectionId, d.ReasonCode, d.Redrives, d.At, d.Size });
        builder.HasOne<Bridge>().WithMany().HasForeignKey(d => d.BridgeId);
    }
}

internal sealed class RedriveConfiguration : IEntityTypeConfiguration<Redrive>
{
    public void Configure(EntityTypeBuilder<Redrive> builder)
    {
        // One at a time: of two that start at once, the database refuses one.
        builder.HasIndex(r => r.BridgeId).IsUnique();
        builder.HasOne<Bridge>().WithMany().HasForeignKey(r => r.BridgeId);
    }
}

internal sealed class BridgeDraftConfiguration : IEntityTypeConfiguration<BridgeDraft>
{
    public void Configure(EntityTypeBuilder<BridgeDraft> builder) => builder.HasIndex(d => d.Owner).IsUnique();
}
