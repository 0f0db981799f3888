using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Bridges.Engine;

public sealed class LaneQueueTests
{
    private static readonly PartitionTracker Tracker = new(new PartitionId("orders", 0), 0, (_, _) => { }, _ => { });

    [Fact]
    public async Task Take_Ordered_OneOfAKeyAtATime()
    {
        var queue = new LaneQueue(isOrdered: true, senders: 2);
        var (a1, a2, b1) = (Item(0, "a"), Item(1, "a"), Item(2, "b"));
        Add(queue, a1, a2, b1);

        Assert.Equal([a1, b1], await TakeAsync(queue, 10));
        queue.Finished(a1);
        Assert.Equal([a2], await TakeAsync(queue, 10));
    }

    [Fact]
    public async Task Take_Unordered_UpToTheLimitInOrder()
    {
        var queue = new LaneQueue(isOrdered: false, senders: 2);
        var items = Enumerable.Range(0, 12).Select(offset => Item(offset, null)).ToArray();
        Add(queue, items);

        Assert.Equal(items[..10], await TakeAsync(queue, 10));
        Assert.Equal(items[10..], await TakeAsync(queue, 10));
    }

    [Fact]
    public async Task Take_Empty_WaitsForTheNext()
    {
        var queue = new LaneQueue(isOrdered: false, senders: 2);
        var taking = TakeAsync(queue, 10);
        Assert.False(taking.IsCompleted);

        var item = Item(0, null);
        queue.Add(item);

        Assert.Equal([item], await taking);
    }

    [Fact]
    public async Task Take_OrderedKeyFreed_WakesAWaitingSender()
    {
        var queue = new LaneQueue(isOrdered: true, senders: 2);
        var (first, second) = (Item(0, "a"), Item(1, "a"));
        Add(queue, first, second);
        await TakeAsync(queue, 10);
        var taking = TakeAsync(queue, 10);

        queue.Finished(first);

        Assert.Equal([second], await taking);
    }

    [Fact]
    public async Task IsFull_UntilHalfIsFinished_ThenRoomIsTold()
    {
        var queue = new LaneQueue(isOrdered: false, senders: 2);
        var told = 0;
        queue.RoomAgain = () => told++;
        Add(queue, [.. Enumerable.Range(0, LaneQueue.MaxEvents).Select(offset => Item(offset, null))]);
        Assert.True(queue.IsFull);
        var taken = await TakeAsync(queue, LaneQueue.MaxEvents);

        foreach (var item in taken.Take((LaneQueue.MaxEvents / 2) - 1))
            queue.Finished(item);
        Assert.Equal(0, told);
        queue.Finished(taken[^1]);

        Assert.Equal(1, told);
        Assert.False(queue.IsFull);
    }

    [Fact]
    public void IsFull_FewLargeEvents_BoundedByBytes()
    {
        var queue = new LaneQueue(isOrdered: false, senders: 2);

        for (var i = 0; i < 17; i++)
            queue.Add(new InFlight(new ConsumedRecord(Tracker.Partition, i, new EventRecord(null, new byte[1 << 20], [])), Tracker, null));

        Assert.True(queue.IsFull);
    }

    private static void Add(LaneQueue queue, params InFlight[] items)
    {
        foreach (var item in items)
            queue.Add(item);
    }

    private static async Task<List<InFlight>> TakeAsync(LaneQueue queue, int max)
    {
        var taken = new List<InFlight>();
        await queue.TakeAsync(taken, max, CancellationToken.None);
        return taken;
    }

    private static InFlight Item(long offset, string? key) =>
        new(new ConsumedRecord(Tracker.Partition, offset, new EventRecord(null, null, [])), Tracker, key);
}
