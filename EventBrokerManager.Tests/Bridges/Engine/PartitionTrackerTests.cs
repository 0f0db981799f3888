using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Bridges.Engine;

public sealed class PartitionTrackerTests
{
    private static readonly PartitionId Partition = new("orders", 0);

    private readonly List<long> _stored = [];
    private readonly PartitionTracker _tracker;
    private int _roomTold;

    public PartitionTrackerTests() => _tracker = new PartitionTracker(Partition, 40, (_, next) => _stored.Add(next), _ => _roomTold++);

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
        _tracker.Close();

        _tracker.GiveBack(first, done: true);

        Assert.Empty(_stored);
    }

    [Fact]
    public void TryTake_AfterClose_Refused()
    {
        _tracker.Add(Record(40), null);

        _tracker.BeginClose();

        Assert.False(_tracker.TryTake());
    }

    [Fact]
    public void BeginClose_OneUnderWay_EndsWhenItIsGivenBackAndStoresIt()
    {
        var first = Taken(40);

        var idle = _tracker.BeginClose();
        Assert.False(idle.IsCompleted);
        _tracker.GiveBack(first, done: true);

        Assert.True(idle.IsCompleted);
        Assert.Equal([41], _stored);
    }

    [Fact]
    public void IsFull_OneHoldsTheWatermarkBack_UntilItIsFinishedThenRoomIsTold()
    {
        var first = Taken(40);
        for (var offset = 41; offset < 40 + PartitionTracker.MaxUncommitted; offset++)
            _tracker.GiveBack(Taken(offset), done: true);
        Assert.True(_tracker.IsFull);
        Assert.Equal(0, _roomTold);

        _tracker.GiveBack(first, done: true);

        Assert.False(_tracker.IsFull);
        Assert.Equal(1, _roomTold);
        Assert.Equal(40 + PartitionTracker.MaxUncommitted, _tracker.Next);
    }

    [Fact]
    public void SetDone_LetsGoOfTheRecord()
    {
        _ = Taken(40);
        var second = Taken(41);

        _tracker.GiveBack(second, done: true);

        Assert.Throws<InvalidOperationException>(() => second.Record);
    }

    private InFlight Taken(long offset)
    {
        var item = _tracker.Add(Record(offset), null);
        Assert.True(_tracker.TryTake());
        return item;
    }

    private static ConsumedRecord Record(long offset) => new(Partition, offset, new EventRecord(null, null, []));
}
