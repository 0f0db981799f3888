using EventBrokerManager.Bridges;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping.Samples;

namespace EventBrokerManager.Tests.Bridges;

public sealed class RecentEventsTests
{
    private static readonly Guid Event = Guid.NewGuid();
    private static readonly Guid Space = Guid.NewGuid();

    private readonly FakeBroker _broker = new();

    public RecentEventsTests() => _broker.AddTopic(Names.Topic(Event, Space));

    [Fact]
    public async Task Need_TenHeaders_ElevenWithTheTrailAndOneMoreOnFifoWithoutAKey()
    {
        await PublishAsync(Extensions(6));

        Assert.Equal(new AttributeNeed(11, 12), await AskAsync());
    }

    [Fact]
    public async Task Need_WithAKey_OneMoreOnAStandardQueue()
    {
        await PublishAsync(Extensions(5), key: [65]);

        Assert.Equal(new AttributeNeed(11, 10), await AskAsync());
    }

    [Fact]
    public async Task Need_OtherHeaders_TakeNoneThatTheEventNeeds()
    {
        await PublishAsync([.. Extensions(3), .. Enumerable.Range(0, 20).Select(i => H($"x-{i}", "1"))]);

        Assert.InRange((await AskAsync())!.Standard, 8, AttributeNeed.Most);
    }

    [Fact]
    public async Task Need_StructuredOrBinaryData_NumberDoesNotDecide()
    {
        await PublishAsync(Extensions(9), value: [0xFF, 0x00]);

        Assert.Null(await AskAsync());
    }

    [Fact]
    public async Task Need_OnlyTheLastTenCount()
    {
        await PublishAsync(Extensions(9));
        for (var i = 0; i < 10; i++)
            await PublishAsync([]);

        Assert.Equal(5, (await AskAsync())!.Standard);
    }

    [Fact]
    public async Task Need_KafkaAway_Null()
    {
        await PublishAsync(Extensions(9));
        _broker.Away = true;

        Assert.Null(await AskAsync());
    }

    [Fact]
    public async Task Need_Blocked_Refused() => await Assert.ThrowsAsync<RefusedException>(
        () => new RecentEvents(_broker).AttributeNeedAsync(new Actor("Bob", Role.Blocked), Event, EventType, Space, CancellationToken.None));

    private static Header[] Extensions(int count) => [.. Enumerable.Range(0, count).Select(i => H($"ce_ext{i}", "1"))];

    private Task<AttributeNeed?> AskAsync() =>
        new RecentEvents(_broker).AttributeNeedAsync(new Actor("Vic", Role.View), Event, EventType, Space, CancellationToken.None);

    private Task PublishAsync(Header[] further, byte[]? key = null, byte[]? value = null) =>
        _broker.PublishAsync(Names.Topic(Event, Space), new EventRecord(key, value ?? U("{}"), [.. Required(), .. further]), CancellationToken.None);
}
