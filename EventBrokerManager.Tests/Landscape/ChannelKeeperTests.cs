using EventBrokerManager.Landscape;
using EventBrokerManager.Tests.Support;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape;

public sealed class ChannelKeeperTests : IAsyncLifetime
{
    private readonly LandscapeFixture _fixture = new();
    private string _topic = "";

    public async Task InitializeAsync()
    {
        await _fixture.Landscape.CreateSpaceAsync(Tess, "Test", default);
        await _fixture.AddServiceAsync("Orders", "OrderPlaced");
        _topic = (await _fixture.Landscape.EnsureChannelAsync(Tess, "OrderPlaced", "Test", default)).Topic;
        _fixture.Broker.RemoveTopic(_topic);
    }

    public async Task DisposeAsync()
    {
        await _fixture.Hosted<ChannelKeeper>().StopAsync(default);
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Start_EmbeddedLostItsTopics_MadeAnewThenReady()
    {
        _fixture.Broker.Partitions = 7;

        await _fixture.Hosted<ChannelKeeper>().StartAsync(default);
        await _fixture.Get<ChannelsReady>().Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal([_topic], _fixture.Broker.Topics);
        Assert.Equal(7, (await _fixture.Landscape.ChannelsAsync(Vic, false, default)).Single().Partitions);
    }

    [Fact]
    public async Task Start_EmbeddedAway_ReadyOnceItIsBack()
    {
        _fixture.Broker.Away = true;
        await _fixture.Hosted<ChannelKeeper>().StartAsync(default);
        await _fixture.Broker.Failures.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(_fixture.Get<ChannelsReady>().Task.IsCompleted);

        _fixture.Broker.Away = false;
        await _fixture.Time.AdvanceUntilAsync(_fixture.Get<ChannelsReady>().Task);

        Assert.Equal([_topic], _fixture.Broker.Topics);
    }

    [Fact]
    public async Task Start_RealKafkaLostTopics_NotMadeAgain()
    {
        _fixture.Broker.IsEmbedded = false;

        await _fixture.Hosted<ChannelKeeper>().StartAsync(default);
        await _fixture.Hosted<ChannelKeeper>().ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(_fixture.Get<ChannelsReady>().Task.IsCompleted);
        Assert.Empty(_fixture.Broker.Topics);
    }
}
