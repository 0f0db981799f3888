using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Support;

/// <summary>A landscape in lists, for pages. Whatever it is asked, it refuses while <see cref="Refusal"/> is set.</summary>
public sealed class FakeLandscape : ILandscape
{
    public List<SpaceDetails> Spaces { get; } = [];

    public List<ServiceDetails> Services { get; } = [];

    public List<ChannelDetails> Channels { get; } = [];

    public RefusedException? Refusal { get; set; }

    /// <summary>Adds a space that holds nothing.</summary>
    public SpaceDetails AddSpace(string name, params string[] environments)
    {
        var space = new SpaceDetails(Guid.NewGuid(), name, DateTimeOffset.UnixEpoch, environments, 0, 0);
        Spaces.Add(space);
        return space;
    }

    /// <summary>Adds a service whose events have no attributes and no channels.</summary>
    public ServiceDetails AddService(string name, string? app, params string[] events)
    {
        var details = events.Select(e => new EventDetails(Guid.NewGuid(), e, name, "1.0", [], [], [])).ToList();
        var service = new ServiceDetails(Guid.NewGuid(), name, "1.0", app, DateTimeOffset.UnixEpoch, details);
        Services.Add(service);
        return service;
    }

    /// <summary>Gives an event a channel in a space.</summary>
    public ChannelDetails AddChannel(EventDetails item, SpaceDetails space, string? problem = null, long? retained = 0)
    {
        var channel = new ChannelDetails(item.Id, item.Id, item.Name, item.Service, space.Id, space.Name,
            Names.Topic(item.Id, space.Id), 4, 1, false, [], retained, problem);
        Channels.Add(channel);
        var at = Spaces.FindIndex(s => s.Id == space.Id);
        Spaces[at] = Spaces[at] with { Channels = Channels.Count(c => c.SpaceId == space.Id) };
        return channel;
    }

    public Task<(string Name, string? Region)> OrganisationAsync(CancellationToken cancellation) =>
        Answer<(string, string?)>(("Acme", "eu-central-1"));

    public Task<IReadOnlyList<SpaceDetails>> SpacesAsync(Actor actor, CancellationToken cancellation) =>
        Answer<IReadOnlyList<SpaceDetails>>([.. Spaces]);

    public Task<SpaceDetails> CreateSpaceAsync(Actor actor, string? name, CancellationToken cancellation) =>
        string.IsNullOrWhiteSpace(name)
            ? throw RefusedException.Invalid("name", "Give the space a name.")
            : Answer(AddSpace(name));

    public Task<IReadOnlyList<ServiceDetails>> ServicesAsync(Actor actor, CancellationToken cancellation) =>
        Answer<IReadOnlyList<ServiceDetails>>([.. Services]);

    public Task<ServiceDetails> CreateServiceAsync(Actor actor, ServiceRequest request, CancellationToken cancellation) =>
        Answer(AddService(request.Name!, null, [.. request.Events.Select(e => e.Name!)]));

    public Task<IReadOnlyList<ChannelDetails>> ChannelsAsync(Actor actor, bool withOffsets, CancellationToken cancellation) =>
        Answer<IReadOnlyList<ChannelDetails>>([.. Channels.Select(c => withOffsets ? c : c with { Retained = null })]);

    public Task<ChannelDetails> EnsureChannelAsync(Actor actor, string? eventName, string? space, CancellationToken cancellation)
    {
        var found = Services.SelectMany(s => s.Events).FirstOrDefault(e => e.Id.ToString() == eventName)
            ?? throw RefusedException.Invalid("event", "Choose an event.");
        return Answer(AddChannel(found, Spaces.Single(s => s.Name == space)));
    }

    private Task<T> Answer<T>(T value) => Refusal is null ? Task.FromResult(value) : Task.FromException<T>(Refusal);
}
