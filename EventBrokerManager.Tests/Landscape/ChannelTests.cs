using System.Text;
using EventBrokerManager.Broker;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape;

public sealed class ChannelTests : IAsyncLifetime
{
    private readonly LandscapeFixture _fixture = new();
    private Guid _event;
    private Guid _space;

    public async Task InitializeAsync()
    {
        _space = (await _fixture.Landscape.CreateSpaceAsync(Tess, "Test", default)).Id;
        _event = (await _fixture.AddServiceAsync("Orders", "OrderPlaced", "OrderShipped")).Events[0].Id;
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task EnsureChannel_New_TopicMadeAndKept()
    {
        _fixture.Broker.Partitions = 6;

        var channel = await Ensure();

        Assert.Equal($"businessevents.{_event:N}.{_space:N}", channel.Topic);
        Assert.Equal((_event, 6, 1, false), (channel.Id, channel.Partitions, channel.ReplicationFactor, channel.TakenOver));
        Assert.Equal([channel.Topic], _fixture.Broker.Topics);
        var entry = (await _fixture.AuditAsync())[^1];
        Assert.Equal(("channel.create", "Orders/OrderPlaced in Test"), (entry.Action, entry.Subject));
    }

    [Fact]
    public async Task EnsureChannel_TopicThere_TakenOverAsItIs()
    {
        _fixture.Broker.AddTopic(Names.Topic(_event, _space), partitions: 2, replicationFactor: 3);

        var channel = await Ensure();

        Assert.Equal((2, 3, true), (channel.Partitions, channel.ReplicationFactor, channel.TakenOver));
    }

    [Fact]
    public async Task EnsureChannel_SeveralAtOnce_OneRowMadeByUs()
    {
        _fixture.Broker.BeforeEnsure = async () => await Task.Yield();

        var channels = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Ensure)));

        Assert.All(channels, c => Assert.False(c.TakenOver));
        await using var db = _fixture.Database.CreateDbContext();
        Assert.Equal(1, await db.Channels.CountAsync());
        Assert.Single(await _fixture.AuditAsync(), e => e.Action == "channel.create");
    }

    [Fact]
    public async Task EnsureChannel_AnotherInstanceWasFaster_ItsRowAnswered()
    {
        _fixture.Broker.BeforeEnsure = async () =>
        {
            await using var db = _fixture.Database.CreateDbContext();
            db.Add(new EventBrokerManager.Persistence.Entities.Channel
            {
                EventId = _event, SpaceId = _space, Topic = Names.Topic(_event, _space), Partitions = 9,
            });
            await db.SaveChangesAsync();
        };

        Assert.Equal(9, (await Ensure()).Partitions);
    }

    [Fact]
    public async Task EnsureChannel_KafkaAway_UnavailableAndNothingSaved()
    {
        _fixture.Broker.Away = true;

        var refused = await Assert.ThrowsAsync<RefusedException>(Ensure);

        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
        Assert.Contains("Orders/OrderPlaced in Test", refused.Message);
        Assert.Empty(await List());
    }

    [Fact]
    public async Task EnsureChannel_ThereAndKafkaAway_Answered()
    {
        var made = await Ensure();
        _fixture.Broker.Away = true;

        Assert.Equal(made.Topic, (await Ensure()).Topic);
    }

    [Fact]
    public async Task EnsureChannel_KafkaRefuses_ConflictWithItsWords()
    {
        _fixture.Broker.Refusal = "Topic authorization failed";

        var refused = await Assert.ThrowsAsync<RefusedException>(Ensure);

        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Contains("Topic authorization failed", refused.Message);
    }

    [Fact]
    public async Task EnsureChannel_UnknownEventAndSpace_BothNamed()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => _fixture.Landscape.EnsureChannelAsync(Tess, "Nothing", "Nowhere", default));

        Assert.Equal(["event", "space"], refused.Problems.Select(p => p.Field));
        Assert.Empty(_fixture.Broker.Topics);
    }

    [Fact]
    public async Task EnsureChannel_View_Forbidden()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => _fixture.Landscape.EnsureChannelAsync(Vic, "OrderPlaced", "Test", default));

        Assert.Equal(RefusalKind.Forbidden, refused.Kind);
        Assert.Empty(_fixture.Broker.Topics);
    }

    [Fact]
    public async Task Channels_WithOffsets_AllCountedInOneCall()
    {
        var placed = await Ensure();
        await _fixture.Landscape.EnsureChannelAsync(Tess, "OrderShipped", "Test", default);
        for (var i = 0; i < 3; i++)
            await _fixture.Broker.PublishAsync(placed.Topic, new EventRecord(null, Encoding.UTF8.GetBytes("{}"), []), default);

        var channels = await List();

        Assert.Equal([("OrderPlaced", 3L), ("OrderShipped", 0L)], channels.Select(c => (c.Event, c.Retained!.Value)));
        Assert.All(channels, c => Assert.Null(c.Problem));
        Assert.Equal(1, _fixture.Broker.OffsetCalls);
    }

    [Fact]
    public async Task Channels_TopicGone_ProblemSaysWhatToDo()
    {
        var channel = await Ensure();
        _fixture.Broker.RemoveTopic(channel.Topic);

        var listed = Assert.Single(await List());

        Assert.Null(listed.Retained);
        Assert.Contains(channel.Topic, listed.Problem);
    }

    [Fact]
    public async Task Channels_KafkaAway_ListedWithoutCounts()
    {
        await Ensure();
        _fixture.Broker.Away = true;

        var listed = Assert.Single(await List());

        Assert.Null(listed.Retained);
        Assert.Null(listed.Problem);
    }

    [Fact]
    public async Task Channels_WithoutOffsets_KafkaNotAsked()
    {
        await Ensure();

        Assert.Null(Assert.Single(await _fixture.Landscape.ChannelsAsync(Vic, withOffsets: false, default)).Retained);
        Assert.Equal(0, _fixture.Broker.OffsetCalls);
    }

    private Task<ChannelDetails> Ensure() => _fixture.Landscape.EnsureChannelAsync(Tess, "OrderPlaced", "Test", default);

    private Task<IReadOnlyList<ChannelDetails>> List() => _fixture.Landscape.ChannelsAsync(Vic, withOffsets: true, default);
}
