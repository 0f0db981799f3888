using EventBrokerManager.Broker;
using EventBrokerManager.Landscape.Security;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Environments;

/// <summary>
/// Does what falls due: takes away Kafka users whose time is over, and notes the first event of environments and the channels that
/// others made for them. Goes on by itself after the database or Kafka was away.
/// </summary>
internal sealed partial class EnvironmentWatch(
    IDbContextFactory<LandscapeDb> databases, IBroker broker, IBrokerSecurity security, ISecurityApplier applier, ChannelsReady ready,
    TimeProvider time, ILogger<EnvironmentWatch> logger) : BackgroundService
{
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    /// <summary>Credentials that were not handed over by then never will be: the process that made them ended.</summary>
    private static readonly TimeSpan LongestIssue = TimeSpan.FromMinutes(10);

    /// <summary>Environments looked at in one round; the others have their turn in a later one.</summary>
    private const int AtOnce = 200;
    private Guid _after;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.Task.WaitAsync(stoppingToken);
        var failing = false;
        while (true)
        {
            try
            {
                await LookAsync(stoppingToken);
                failing = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    LogFailed(logger, Pause.TotalSeconds, e.Message);
                failing = true;
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    internal async Task LookAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await RetireAsync(db, cancellation);
        await FindChannelsAsync(db, cancellation);
        await FindFirstEventsAsync(db, cancellation);
    }

    private async Task RetireAsync(LandscapeDb db, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var begun = now - LongestIssue;
        await db.Credentials.Where(c => c.Issued == null && c.Retires == null && c.Created < begun)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Retires, now), cancellation);
        if (!security.Enforces)
            return;
        var due = await db.Credentials.Where(c => c.Retires <= now && c.UserRemoved == null)
            .Select(c => c.EnvironmentId).Distinct().Take(AtOnce).ToListAsync(cancellation);
        await applier.ApplyAsync(due, cancellation);
    }

    /// <summary>Channels of what an environment only subscribes to are made by others, after its own start.</summary>
    private async Task FindChannelsAsync(LandscapeDb db, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await db.AppEnvironments
            .Where(e => e.LastConfiguration != null && e.ChannelsCreated == null && e.App.Kind == AppKind.Licensed)
            .Where(e => db.Implemented.Any(i => i.EnvironmentId == e.Id && i.Retired == null))
            .Where(e => !db.Implemented.Any(i => i.EnvironmentId == e.Id && i.Retired == null
                && db.Grants.Any(g => g.EnvironmentId == e.Id && g.EventId == i.EventId
                    && ((i.Publish && g.Publish == true) || (i.Subscribe && g.Subscribe == true)))
                && !db.Channels.Any(c => c.EventId == i.EventId && c.SpaceId == e.SpaceId)))
            .ExecuteUpdateAsync(e => e.SetProperty(x => x.ChannelsCreated, now), cancellation);
    }

    private async Task FindFirstEventsAsync(LandscapeDb db, CancellationToken cancellation)
    {
        var waiting = await db.AppEnvironments
            .Where(e => e.LastConfiguration != null && e.FirstEvent == null && e.Id > _after)
            .OrderBy(e => e.Id).Take(AtOnce)
            .Select(e => new { e.Id, e.App.Kind, e.SpaceId })
            .ToListAsync(cancellation);
        _after = waiting.Count == AtOnce ? waiting[^1].Id : Guid.Empty;
        if (waiting.Count == 0)
            return;

        var organisation = await db.Organisations.Select(o => o.Id).SingleAsync(cancellation);
        var ids = waiting.ConvertAll(w => w.Id);
        var used = (await db.Implemented.Where(i => ids.Contains(i.EnvironmentId) && i.Retired == null)
                .Select(i => new { i.EnvironmentId, i.EventId }).ToListAsync(cancellation))
            .ToLookup(i => i.EnvironmentId, i => i.EventId);
        var topics = waiting.ToDictionary(w => w.Id, w => used[w.Id]
            .Select(e => w.Kind == AppKind.Free ? Names.FreeTopic(organisation) : Names.Topic(e, w.SpaceId)).Distinct().ToList());
        var ranges = await broker.GetOffsetRangesAsync([.. topics.Values.SelectMany(t => t).Distinct()], cancellation);
        var filled = ranges.Where(r => r.Value.High > 0).Select(r => r.Key.Topic).ToHashSet(StringComparer.Ordinal);
        var seen = topics.Where(t => t.Value.Exists(filled.Contains)).Select(t => t.Key).ToList();
        var now = time.GetUtcNow();
        if (seen.Count > 0)
        {
            await db.AppEnvironments.Where(e => seen.Contains(e.Id))
                .ExecuteUpdateAsync(e => e.SetProperty(x => x.FirstEvent, now), cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The environments could not be looked at; next try in {Seconds} s. {Problem}")]
    private static partial void LogFailed(ILogger logger, double seconds, string problem);
}
