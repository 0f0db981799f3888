using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Demo;

/// <summary>One channel of the demo.</summary>
internal sealed record DemoChannel(DemoService Service, DemoEvent Event, string Space, string Topic);

/// <summary>Makes the demo's channels. Touches only services that demo apps define, never what somebody else named alike.</summary>
internal sealed class DemoChannels(IDbContextFactory<LandscapeDb> databases, ILandscape landscape)
{
    /// <summary>The demo's channels that could be made; empty in a landscape that is not the demo's.</summary>
    /// <exception cref="RefusedException">Kafka does not answer or refuses.</exception>
    public async Task<IReadOnlyList<DemoChannel>> EnsureAsync(CancellationToken cancellation)
    {
        var channels = new List<DemoChannel>();
        var spaces = (await landscape.SpacesAsync(Actor.System, cancellation)).Where(s => DemoCompany.Spaces.Contains(s.Name)).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        foreach (var service in DemoCompany.Services)
        {
            var events = await db.Events
                .Where(e => e.Service.Name == service.Name && e.Service.App!.Name == service.App)
                .Select(e => new { e.Id, e.Name })
                .ToListAsync(cancellation);
            foreach (var (@event, id) in service.Events.Join(events, e => e.Name, e => e.Name, (demo, row) => (demo, row.Id)))
            {
                foreach (var space in spaces)
                {
                    var channel = await landscape.EnsureChannelAsync(Actor.System, id.Hex(), space.Id.Hex(), cancellation);
                    channels.Add(new DemoChannel(service, @event, space.Name, channel.Topic));
                }
            }
        }

        return channels;
    }
}
