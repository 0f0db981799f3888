using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape;

/// <summary>One door to the parts of the landscape.</summary>
internal sealed class LandscapeService(
    IDbContextFactory<LandscapeDb> databases, SpaceService spaces, ServiceCatalogue services, ChannelList channels, ChannelMaker maker)
    : ILandscape
{
    public async Task<(string Name, string? Region)> OrganisationAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var organisation = await db.Organisations.AsNoTracking().SingleAsync(cancellation);
        return (organisation.Name, organisation.Region);
    }

    public Task<IReadOnlyList<SpaceDetails>> SpacesAsync(Actor actor, CancellationToken cancellation) =>
        spaces.ListAsync(actor, cancellation);

    public Task<SpaceDetails> CreateSpaceAsync(Actor actor, string? name, CancellationToken cancellation) =>
        spaces.CreateAsync(actor, name, cancellation);

    public Task<IReadOnlyList<ServiceDetails>> ServicesAsync(Actor actor, CancellationToken cancellation) =>
        services.ListAsync(actor, cancellation);

    public Task<ServiceDetails> CreateServiceAsync(Actor actor, ServiceRequest request, CancellationToken cancellation) =>
        services.CreateAsync(actor, request, cancellation);

    public Task<IReadOnlyList<ChannelDetails>> ChannelsAsync(Actor actor, bool withOffsets, CancellationToken cancellation) =>
        channels.ListAsync(actor, withOffsets, cancellation);

    public Task<ChannelDetails> EnsureChannelAsync(Actor actor, string? eventName, string? space, CancellationToken cancellation) =>
        maker.EnsureAsync(actor, eventName, space, cancellation);
}
