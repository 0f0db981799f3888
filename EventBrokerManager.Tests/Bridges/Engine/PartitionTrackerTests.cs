using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Bridges.Engine;

public sealed class PartitionTrackerTests
{
    private static readonly PartitionId Partition = new("orders", 0);

    private readonly List<long> _stored = [];
    private readonly PartitionTracker _tracker;

    public PartitionTrackerTests() => _tracker = new PartitionTracker(Partition, 40, (_, next) => _stored.Add(next));

    [Fact]
    public void GiveBack_EarlierOneUnderWay_NothingStored()
    {
        _ = Taken(40);
        var second = Taken(41);

        _tracker.GiveBack(second, done: true);

        Assert.Empty(_stored);
        Assert.Equal(40, _tracker.Next);
    }

    [Fact]
    public void GiveBack_GapCloses_WatermarkPassesAllFinished()
    {
        var first = Taken(40);
        var second = Taken(41);
        var third = Taken(45);
        _tracker.GiveBack(third, done: true);
        _tracker.GiveBack(second, done: true);

        _tracker.GiveBack(first, done: true);

        Assert.Equal([46], _stored);
    }

    [Fact]
    public void GiveBack_NotDone_WatermarkStaysBeforeIt()
    {
        var first = Taken(40);
        var second = Taken(41);
        _tracker.GiveBack(second, done: true);

        _tracker.GiveBack(first, done: false);

        Assert.Empty(_stored);
    }

    [Fact]
    public void GiveBack_AfterClose_NothingStored()
    {
        var first = Taken(40);
        _tracker.Close(TimeSpan.Zero);

        _tracker.GiveBack(first, done: true);

        Assert.Empty(_stored);
    }

    [Fact]
    public void TryTake_AfterClose_Refused()
    {
        _tracker.Add(Record(40), null);

        _tracker.Close(TimeSpan.Zero);

        Assert.False(_tracker.TryTake());
    }

    [Fact]
    public async Task Close_OneUnderWay_WaitsForItAndStoresIt()
    {
        var first = Taken(40);

        var closing = Task.Run(() => _tracker.Close(TimeSpan.FromMinutes(1)));
        while (_tracker.TryTake())
            _tracker.GiveBack(first, done: false);
        _tracker.GiveBack(first, done: true);
        await closing;

        Assert.Equal([41], _stored);
    }

    private InFlight Taken(long offset)
    {
        var item = _tracker.Add(Record(offset), null);
        Assert.True(_tracker.TryTake());
        return item;
    }

    private static ConsumedRecord Record(long offset) => new(Partition, offset, new EventRecord(null, null, []));
}
