using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EventBrokerManager.Persistence;

/// <summary>Keeps a point in time as ticks of UTC: sortable in every database.</summary>
public sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
    time => time.UtcTicks,
    ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
