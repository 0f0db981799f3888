using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.ClientConfigs;

/// <summary>Writes down topics in the form that apps read.</summary>
internal static class ConfigurationAnswer
{
    private static readonly IReadOnlyList<string> Overrides = ["EventNameEnvironmentMap"];

    /// <param name="used">Only what may be used now.</param>
    public static ClientConfiguration Of(AppEnvironment environment, Guid organisation, IReadOnlyList<UsedEvent> used)
    {
        var free = environment.App.Kind == AppKind.Free;
        var place = free ? organisation : environment.SpaceId;
        return new ClientConfiguration(
            "1.0.0",
            Overrides,
            new PublishConfiguration([.. used.Where(u => u.Publish)
                .Select(u => new PublishedEvent(u.Event.Name, u.Event.Id.Hex(), $"{Partial(u.Event.Id)}.{place.Hex()}"))]),
            new SubscribeConfiguration(
                new SubscribeClientConfiguration(Names.GroupPrefix(place)),
                [.. used.Where(u => u.Subscribe).Select(u => new SubscribedEvent(u.Event.Name, u.Event.Id.Hex(), Partial(u.Event.Id)))]));

        string Partial(Guid channel) => free ? "businessevents.free" : $"businessevents.{channel.Hex()}";
    }
}
