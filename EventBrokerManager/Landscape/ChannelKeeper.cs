using EventBrokerManager.Broker;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape;

/// <summary>
/// At start-up makes the topics of the embedded broker anew. On a real Kafka it only reports topics that are gone:
/// an empty one in their place would hide the loss.
/// </summary>
internal sealed partial class ChannelKeeper(
    IDbContextFactory<LandscapeDb> databases, IBroker broker, ChannelsReady ready, TimeProvider time, ILogger<ChannelKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!broker.IsEmbedded)
            ready.Set();

        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                await KeepAsync(stoppingToken);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogAway(logger, wait.TotalSeconds, e.Message);
            }

            await Task.Delay(wait, time, stoppingToken);
        }
    }

    private async Task KeepAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (broker.IsEmbedded)
        {
            foreach (var channel in await db.Channels.ToListAsync(cancellation))
            {
                var topic = (await broker.EnsureTopicAsync(channel.Topic, cancellation)).Topic;
                (channel.Partitions, channel.ReplicationFactor) = (topic.Partitions, topic.ReplicationFactor);
            }

            if (await db.AppEnvironments.AnyAsync(e => e.App.Kind == AppKind.Free && e.LastConfiguration != null, cancellation))
                await broker.EnsureTopicAsync(Names.FreeTopic(await db.Organisations.Select(o => o.Id).SingleAsync(cancellation)), cancellation);
            await db.SaveChangesAsync(cancellation);
            ready.Set();
            return;
        }

        var topics = await db.Channels.Select(c => c.Topic).ToListAsync(cancellation);
        if (topics.Count == 0)
            return;
        var there = await broker.DescribeTopicsAsync(topics, cancellation);
        var missing = topics.FindAll(t => !there.ContainsKey(t));
        if (missing.Count > 0)
            LogMissing(logger, missing.Count, string.Join(", ", missing.Take(5)), missing.Count > 5 ? ", ..." : "");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The channels could not be checked; next try in {Seconds} s. {Problem}")]
    private static partial void LogAway(ILogger logger, double seconds, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} channels have lost their topics in Kafka: {Topics}{More}. "
        + "They are not made again by themselves; whoever runs Kafka restores or creates them.")]
    private static partial void LogMissing(ILogger logger, int count, string topics, string more);
}
