using EventBrokerManager.Broker;
using EventBrokerManager.Landscape;
using EventBrokerManager.Landscape.Apps;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.ClientConfigs;

/// <summary>Makes the channels of what an app publishes.</summary>
internal sealed class ConfigurationChannels(
    IDbContextFactory<LandscapeDb> databases, ILandscape landscape, LicenceService licences, IBroker broker)
{
    private const int AtOnce = 8;

    /// <returns>Events whose channels cannot be made because there is no licence; the others are there.</returns>
    /// <exception cref="ConfigurationRefusedException">Kafka does not answer, or refuses a topic.</exception>
    public async Task<IReadOnlySet<Guid>> EnsureAsync(
        AppEnvironment environment, Guid organisation, IReadOnlyList<UsedEvent> used, CancellationToken cancellation)
    {
        var published = used.Where(u => u.Publish).Select(u => u.Event.Id).ToList();
        if (environment.App.Kind == AppKind.Free)
        {
            if (used.Count > 0)
                await MakeAsync(() => broker.EnsureTopicAsync(Names.FreeTopic(organisation), cancellation));
            return new HashSet<Guid>();
        }

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var there = await db.Channels.Where(c => c.SpaceId == environment.SpaceId && published.Contains(c.EventId))
            .Select(c => c.EventId).ToListAsync(cancellation);
        var missing = published.Except(there).ToList();
        if (missing.Count > 0 && !(await licences.ReadAsync(cancellation)).IsValid)
            return missing.ToHashSet();

        var actor = new Actor(environment.Display(), Role.TechnicalContact);
        await Parallel.ForEachAsync(
            missing,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (id, token) => await MakeAsync(() => landscape.EnsureChannelAsync(actor, id.Hex(), environment.SpaceId.Hex(), token)));
        return new HashSet<Guid>();
    }

    private static async Task MakeAsync(Func<Task> make)
    {
        try
        {
            await make();
        }
        catch (Exception e) when (e is BrokerUnavailableException or RefusedException { Kind: RefusalKind.Unavailable })
        {
            throw new ConfigurationRefusedException(ConfigurationRefusal.Unavailable, e.Message, inner: e);
        }
        catch (Exception e) when (e is BrokerRefusedException or RefusedException)
        {
            throw new ConfigurationRefusedException(ConfigurationRefusal.Conflict, e.Message, inner: e);
        }
    }
}
