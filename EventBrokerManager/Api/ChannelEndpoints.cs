using System.Security.Claims;
using EventBrokerManager.Identity;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

/// <param name="Event">As service/event, or the event alone where that is unambiguous in the space, or its id.</param>
/// <param name="Space">Name or id.</param>
internal sealed record ChannelBody(string? Event, string? Space);

/// <param name="Id">The event's id, the same in every space.</param>
/// <param name="Event">As service/event.</param>
/// <param name="TakenOver">True where the topic was in Kafka before the channel.</param>
/// <param name="Retained">Events that Kafka keeps now; null where it cannot say.</param>
/// <param name="Problem">What is wrong with the topic, or null.</param>
internal sealed record ChannelAnswer(
    string Id, string Event, string Space, string Topic, int Partitions, int ReplicationFactor, bool TakenOver,
    IReadOnlyList<string> Bridges, long? Retained, string? Problem)
{
    public static ChannelAnswer Of(ChannelDetails channel) => new(
        channel.Id.Hex(),
        $"{channel.Service}/{channel.Event}",
        channel.Space,
        channel.Topic,
        channel.Partitions,
        channel.ReplicationFactor,
        channel.TakenOver,
        channel.Bridges,
        channel.Retained,
        channel.Problem);
}

internal static class ChannelEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var channels = api.MapGroup("/channels").WithTags("Channels");
        channels.MapGet("", ListAsync).WithSummary("Channels, by service, event and space").ProducesProblem(400);
        channels.MapPost("", CreateAsync)
            .WithSummary("Make the channel of an event in a space, or answer the one that is there")
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(503);
    }

    private static async Task<Ok<Page<ChannelAnswer>>> ListAsync(
        [AsParameters] ListQuery query, ILandscape landscape, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var channels = await landscape.ChannelsAsync(ActorOf.Principal(user), withOffsets: true, cancellation);
        return TypedResults.Ok(query.Page(
            channels.Where(c => query.Matches($"{c.Service}/{c.Event}", c.Space, c.Topic)),
            c => string.Join('\n', Names.Key(c.Service), c.Event, Names.Key(c.Space)),
            ChannelAnswer.Of));
    }

    private static async Task<Created<ChannelAnswer>> CreateAsync(
        ChannelBody body, ILandscape landscape, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var channel = await landscape.EnsureChannelAsync(ActorOf.Principal(user), body.Event, body.Space, cancellation);
        return TypedResults.Created($"/api/v1/channels?search={channel.Topic}", ChannelAnswer.Of(channel));
    }
}
