using EventBrokerManager.LocalQueues;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.LocalQueues;

/// <summary>What time does to a queue, under a clock of our own.</summary>
public sealed class LocalQueueTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task VisibilityEnds_ComesAgain()
    {
        var queue = Queue("orders");
        queue.Send(Content());
        Assert.Single(await Receive(queue));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(await Receive(queue));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Assert.Single(await Receive(queue)).ReceiveCount);
    }

    [Fact]
    public async Task VisibilityEnds_WaitingReceiverIsWoken()
    {
        var queue = Queue("orders");
        queue.Send(Content());
        await Receive(queue);
        var waiting = queue.ReceiveAsync(1, null, TimeSpan.FromSeconds(60), default);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(await waiting.WaitAsync(TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task VisibilityRenewed_HiddenFromThenOn()
    {
        var queue = Queue("orders");
        queue.Send(Content());
        var handle = (await Receive(queue))[0].ReceiptHandle;
        _time.Advance(TimeSpan.FromSeconds(20));
        queue.ChangeVisibility(handle, 30);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(await Receive(queue));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await Receive(queue));
    }

    [Fact]
    public async Task WaitEnds_Empty()
    {
        var waiting = Queue("orders").ReceiveAsync(1, null, TimeSpan.FromSeconds(20), default);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(await waiting.WaitAsync(TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task Delayed_NotBefore()
    {
        var queue = Queue("orders");
        queue.Send(Content() with { DelaySeconds = 5 });
        Assert.Empty(await Receive(queue));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(await Receive(queue));
    }

    [Fact]
    public void Deduplication_FiveMinutes_ThenTheIdIsNew()
    {
        var queue = Queue("a.fifo");
        var first = queue.Send(Content("g", "d"));
        _time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(first, queue.Send(Content("g", "d")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, queue.Send(Content("g", "d")));
    }

    [Fact]
    public async Task Fifo_VisibilityEnds_GroupComesAgainInItsOrder()
    {
        var queue = Queue("a.fifo");
        foreach (var n in new[] { "1", "2", "3" })
            queue.Send(Content("g", n));
        Assert.Equal(["1", "2"], (await queue.ReceiveAsync(2, null, default, default)).Select(r => r.Message.Content.DeduplicationId));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["1", "2", "3"], (await queue.ReceiveAsync(10, null, default, default)).Select(r => r.Message.Content.DeduplicationId));
    }

    [Fact]
    public async Task Retention_OlderIsGone()
    {
        var queue = Queue("orders");
        queue.Send(Content());
        _time.Advance(TimeSpan.FromDays(4));
        Assert.Empty(await Receive(queue));
        Assert.Equal((0, 0, 0, null), queue.Counts());
    }

    [Fact]
    public void Full_Throttled_AndRoomAgainAfterAPurge()
    {
        var queue = new LocalQueue(new QueueSettings("orders", _time.GetUtcNow()), _time, new MemoryBudget(limit: 100), () => { });
        queue.Send(Content() with { Size = 100 });
        Assert.Equal("RequestThrottled", Assert.Throws<SqsError>(() => queue.Send(Content())).Code);
        queue.Purge();
        queue.Send(Content());
    }

    [Fact]
    public void HundredThousandMessages_TheNextIsThrottled()
    {
        var queue = Queue("orders");
        for (var i = 0; i < LocalLimits.Messages; i++)
            queue.Send(Content());
        Assert.Equal("RequestThrottled", Assert.Throws<SqsError>(() => queue.Send(Content())).Code);
    }

    private LocalQueue Queue(string name) => new(new QueueSettings(name, _time.GetUtcNow()), _time, new MemoryBudget(), () => { });

    private static Task<IReadOnlyList<ReceivedMessage>> Receive(LocalQueue queue) => queue.ReceiveAsync(1, null, TimeSpan.Zero, default);

    private static MessageContent Content(string? group = null, string? deduplication = null) => new("x", [], null, group, deduplication, 0, 1);
}
