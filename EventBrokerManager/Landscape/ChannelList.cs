using EventBrokerManager.Broker;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape;

/// <summary>Channels with what is in them and who uses them.</summary>
internal sealed class ChannelList(IDbContextFactory<LandscapeDb> databases, IBroker broker, TimeProvider time)
{
    /// <summary>A list is not held up longer than this by a Kafka that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<ChannelDetails>> ListAsync(Actor actor, bool withOffsets, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var channels = await DescribeAsync(db, db.Channels, cancellation);
        return withOffsets && channels.Count > 0 ? await WithOffsetsAsync(channels, cancellation) : channels;
    }

    /// <summary>The channels as the database knows them, by event and space.</summary>
    internal static async Task<List<ChannelDetails>> DescribeAsync(
        LandscapeDb db, IQueryable<Channel> channels, CancellationToken cancellation)
    {
        var rows = await channels.AsNoTracking()
            .OrderBy(c => c.Event.Name).ThenBy(c => c.Event.Service.NameKey).ThenBy(c => c.Space.NameKey)
            .Select(c => new { Channel = c, Event = c.Event.Name, Service = c.Event.Service.Name, Space = c.Space.Name })
            .ToListAsync(cancellation);
        var bridges = (await db.Connections
                .OrderBy(c => c.Bridge.NameKey)
                .Select(c => new { c.EventId, c.Bridge.SpaceId, c.Bridge.Name })
                .ToListAsync(cancellation))
            .ToLookup(c => (c.EventId, c.SpaceId), c => c.Name);
        return rows.ConvertAll(r => new ChannelDetails(
            r.Channel.EventId,
            r.Channel.EventId,
            r.Event,
            r.Service,
            r.Channel.SpaceId,
            r.Space,
            r.Channel.Topic,
            r.Channel.Partitions,
            r.Channel.ReplicationFactor,
            r.Channel.TakenOver,
            [.. bridges[(r.Channel.EventId, r.Channel.SpaceId)].Distinct()],
            Retained: null,
            Problem: null));
    }

    private async Task<IReadOnlyList<ChannelDetails>> WithOffsetsAsync(List<ChannelDetails> channels, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            var ranges = await broker.GetOffsetRangesAsync(channels.ConvertAll(c => c.Topic), either.Token);
            var retained = ranges.GroupBy(r => r.Key.Topic).ToDictionary(g => g.Key, g => g.Sum(r => r.Value.High - r.Value.Low));
            return channels.ConvertAll(c => retained.TryGetValue(c.Topic, out var count)
                ? c with { Retained = count }
                : c with { Problem = Missing(c) });
        }
        catch (BrokerUnavailableException)
        {
            return channels;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return channels;
        }
        catch (BrokerRefusedException e)
        {
            return channels.ConvertAll(c => c with { Problem = $"Kafka refuses to say what this channel keeps: {e.Message}" });
        }
    }

    private static string Missing(ChannelDetails channel) =>
        $"The topic is gone from Kafka, and its events with it. It is not made again by itself: whoever runs Kafka restores "
        + $"{channel.Topic}, or creates it with {channel.Partitions} partitions. Bridges that use it go on then.";
}
