using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Bridges.Storage;
using EventBrokerManager.Broker;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventBrokerManager.Tests.Bridges;

public sealed class RetentionWatchTests : IDisposable
{
    private readonly BridgeWorld _world = new();
    private readonly FakeBroker _broker = new();
    private readonly RetentionWatch _watch;

    public RetentionWatchTests() => _watch = new RetentionWatch(
        _world.Database, _broker, new BridgeJournal(_world.Database, _world.Time), new NoGate(), _world.Time, NullLogger<RetentionWatch>.Instance);

    public void Dispose()
    {
        _watch.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task Look_EventsWaitedHalfTheRetention_WarnsOnceEvenOfAStoppedBridge()
    {
        var bridge = await BehindAsync(published: 5, next: 2);
        _broker.PublishedBefore = _world.Time.GetUtcNow() - TimeSpan.FromDays(4);

        await _watch.LookAsync(default);
        await _watch.LookAsync(default);

        Assert.Contains("3 events of OrderShipped", Assert.Single(await WarningsAsync(bridge)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_EventsAreYounger_Silent()
    {
        var bridge = await BehindAsync(published: 5, next: 2);
        _broker.PublishedBefore = _world.Time.GetUtcNow() - TimeSpan.FromDays(3);

        await _watch.LookAsync(default);

        Assert.Empty(await WarningsAsync(bridge));
    }

    [Fact]
    public async Task Look_AllRead_Silent()
    {
        var bridge = await BehindAsync(published: 5, next: 5);
        _broker.PublishedBefore = _world.Time.GetUtcNow() - TimeSpan.FromDays(4);

        await _watch.LookAsync(default);

        Assert.Empty(await WarningsAsync(bridge));
    }

    private async Task<Guid> BehindAsync(int published, long next)
    {
        var bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));
        var topic = Assert.Single(bridge.Connections).Topic;
        _broker.AddTopic(topic);
        _broker.Retention[topic] = TimeSpan.FromDays(7);
        for (var i = 0; i < published; i++)
            await _broker.PublishAsync(topic, new EventRecord(null, [1], []), default);
        await using var db = _world.Database.CreateDbContext();
        db.Positions.Add(new Position { BridgeId = bridge.Id, Topic = topic, Partition = 0, Offset = next });
        await db.SaveChangesAsync();
        return bridge.Id;
    }

    private async Task<List<string>> WarningsAsync(Guid bridge)
    {
        await using var db = _world.Database.CreateDbContext();
        return await db.BridgeHistory.Where(entry => entry.BridgeId == bridge && entry.By == null && entry.State == null)
            .Select(entry => entry.Reason).ToListAsync();
    }

    private sealed class NoGate : IEngineGate
    {
        public Task ReadyAsync(CancellationToken cancellation) => Task.CompletedTask;
    }
}
