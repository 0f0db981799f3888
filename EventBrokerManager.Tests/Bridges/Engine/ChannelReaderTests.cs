using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Tests.Support.Services;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventBrokerManager.Tests.Bridges.Engine;

public sealed class ChannelReaderTests : IAsyncLifetime
{
    private static readonly PartitionId Orders = new("orders", 0);
    private static readonly PartitionId OtherOrders = new("orders", 1);
    private static readonly PartitionId Stock = new("stock", 0);

    private static readonly TimeSpan TestLimit = TimeSpan.FromSeconds(30);

    private readonly FakeBroker _broker = new();
    private readonly FakeProgress _progress = new();
    private readonly FakeConsumers _consumers = new();
    private readonly FakeSink _sink = new();
    private readonly OutboundLane _orders;
    private readonly OutboundLane _stock;
    private readonly ChannelReader _reader;

    public ChannelReaderTests()
    {
        _broker.AddTopic("orders", partitions: 2, id: "first");
        _broker.AddTopic("stock", id: "stock");
        (_orders, _stock) = (Lane("orders"), Lane("stock"));
        var plan = EnginePlans.Of(StartFrom.New, _orders.Plan, _stock.Plan);
        var positions = new StartPositions(plan, _broker, _progress, _progress, NullLogger.Instance);
        positions.TakeAsync(new Dictionary<string, TopicState> { ["orders"] = new("orders", 2, 1) { Id = "first" }, ["stock"] = new("stock", 1, 1) { Id = "stock" } }, default)
            .GetAwaiter().GetResult();
        _reader = new ChannelReader(plan, _consumers, "member", positions, [_orders, _stock], TimeProvider.System, NullLogger.Instance);
    }

    public Task InitializeAsync()
    {
        _orders.Start((_, _) => { }, () => { });
        _stock.Start((_, _) => { }, () => { });
        _reader.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _reader.StopReading();
        await Task.WhenAll(_orders.StopAsync(TimeSpan.Zero), _stock.StopAsync(TimeSpan.Zero));
        await _reader.StopAsync(TestLimit);
        await _orders.DisposeAsync();
        await _stock.DisposeAsync();
    }

    [Fact]
    public async Task Poll_ConsumerEnded_SaysSoOpensAnotherAndGoesOn()
    {
        _consumers.Assign(Orders, Stock);
        await UntilAsync(() => State(_orders) == BridgeState.Running, "it reads");
        _consumers.Do((_, _) => throw new ConsumerEndedException("Another process took its place."));
        await UntilAsync(() => State(_orders) == BridgeState.Failed, "it says that it broke");
        Assert.Equal("Another process took its place.", _orders.Monitor.Snapshot().Reason);
        Assert.NotNull(_orders.Monitor.Snapshot().NextAttempt);

        _reader.TryNow();
        _consumers.Assign(Orders, Stock);
        _consumers.Deliver(Orders, 0);

        await UntilAsync(() => _sink.Delivered.Count == 1, "the new consumer's events are delivered");
        Assert.Equal(2, _consumers.Opened);
        Assert.Equal(BridgeState.Running, State(_orders));
    }

    [Fact]
    public async Task Stop_KafkaDoesNotAnswer_IsNotWaitedForWithoutEnd()
    {
        using var silence = new ManualResetEventSlim();
        using var silent = new ManualResetEventSlim();
        _consumers.Do((_, _) =>
        {
            silent.Set();
            silence.Wait();
            return null;
        });
        Assert.True(silent.Wait(TestLimit));

        try
        {
            await _reader.StopAsync(TimeSpan.FromMilliseconds(1)).WaitAsync(TestLimit);
        }
        finally
        {
            silence.Set();
        }
    }

    [Fact]
    public async Task Poll_OneTopicRefused_OnlyItsConnectionSaysSo()
    {
        _consumers.Assign(Orders, Stock);
        await UntilAsync(() => State(_orders) == BridgeState.Running, "it reads");

        _consumers.Do((_, _) => throw new BrokerRefusedException("no right") { Topic = "orders" });

        await UntilAsync(() => State(_orders) == BridgeState.Failed, "the connection says so");
        Assert.Equal(BridgeState.Running, State(_stock));
    }

    [Fact]
    public async Task Assigned_LaneIsPausedAndHalfDrained_ResumedOnceItHasRoom()
    {
        var calls = await FillOrdersAsync();
        calls.Release(30);
        await UntilAsync(() => _sink.Delivered.Count == 300, "some of it is delivered");

        _consumers.Assign(OtherOrders);
        await UntilAsync(() => IsPaused(OtherOrders), "the new partition of that lane is paused too");
        calls.Release(LaneQueue.MaxEvents);

        await UntilAsync(() => !IsPaused(Orders) && !IsPaused(OtherOrders), "both are resumed");
    }

    [Fact]
    public async Task Assigned_PartitionWasPausedWhenItWasTaken_ReadAgainWhenItComesBack()
    {
        var calls = await FillOrdersAsync();
        _consumers.Do((listener, _) =>
        {
            listener.Lost([Orders, Stock]);
            return null;
        });
        calls.Release(LaneQueue.MaxEvents);
        await UntilAsync(() => _orders.Queue.IsEmpty && !_orders.IsPaused, "the lane has let go of what it held");

        _consumers.Assign(Orders, Stock);

        await UntilAsync(() => !IsPaused(Orders), "it is read again");
    }

    [Fact]
    public async Task PositionLost_WhatWasReadBeforeIsStillOnItsWay_DeliveredAndThenTheGapIsPassed()
    {
        var gate = new TaskCompletionSource();
        _sink.Answer = async (batch, _) =>
        {
            await gate.Task;
            return [.. batch.Select(_ => SendResult.Delivered)];
        };
        _consumers.Assign(Orders, Stock);
        _consumers.Deliver(Orders, 0);
        _consumers.Deliver(Orders, 1);
        await UntilAsync(() => State(_orders) == BridgeState.Running, "it reads");
        _broker.Low["orders"] = 7;
        for (var i = 0; i < 9; i++)
            await _broker.PublishAsync("orders", new EventRecord(null, [1], []), default);
        long? next = null;
        _consumers.Do((listener, _) =>
        {
            next = listener.PositionLost(Orders);
            return null;
        });
        _consumers.Deliver(Orders, 7);
        await UntilAsync(() => next is not null, "the reader is told where to go on");
        gate.SetResult();

        await UntilAsync(() => _sink.Delivered.Count == 3, "all that was read is delivered");
        Assert.Equal(7, next);
        await UntilAsync(() => _consumers.Stored.GetValueOrDefault(Orders) == 8, "the watermark is behind the gap");
        Assert.Contains("5 events of orders [0] (offsets 2 to 6)", Assert.Single(_progress.Journal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TopicsChanged_MadeAnew_AnotherConsumerReadsFromTheBeginning()
    {
        _consumers.Assign(Orders, Stock);
        _consumers.Deliver(Orders, 40);
        await UntilAsync(() => _sink.Delivered.Count == 1, "it reads");

        _broker.AddTopic("orders", partitions: 2, id: "second");
        _reader.LookAtTopics();
        await UntilAsync(() => _consumers.Opened == 2, "another consumer is opened");
        _consumers.Assign(Orders, Stock);

        await UntilAsync(() => _consumers.Stored.GetValueOrDefault(Orders, -1) == 0, "it begins anew");
        Assert.Contains("deleted and made anew", Assert.Single(_progress.Journal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hand_OneEventHoldsTheWatermarkBack_PartitionIsPausedUntilItIsFinished()
    {
        var gate = new TaskCompletionSource();
        _sink.Answer = async (batch, _) =>
        {
            if (batch.Any(record => record.Partition == Orders && record.Offset == 0))
                await gate.Task;
            return [.. batch.Select(_ => SendResult.Delivered)];
        };
        _consumers.Assign(Orders, Stock);
        for (var offset = 0; offset < PartitionTracker.MaxUncommitted; offset++)
            _consumers.Deliver(Orders, offset);

        await UntilAsync(() => IsPaused(Orders) && _orders.Queue.IsEmpty is false && !_orders.IsPaused, "the partition is paused, the lane is not");
        Assert.False(IsPaused(Stock));
        gate.SetResult();

        await UntilAsync(() => !IsPaused(Orders), "it is resumed");
    }

    private bool IsPaused(PartitionId partition)
    {
        lock (_consumers.Paused)
            return _consumers.Paused.Contains(partition);
    }

    /// <summary>Reads both topics, and orders until their lane is full and paused. Each call to the target waits for the answer's release.</summary>
    private async Task<SemaphoreSlim> FillOrdersAsync()
    {
        var calls = new SemaphoreSlim(0);
        _sink.Answer = async (batch, cancellation) =>
        {
            await calls.WaitAsync(cancellation);
            return [.. batch.Select(_ => SendResult.Delivered)];
        };
        _consumers.Assign(Orders, Stock);
        for (var offset = 0; offset < LaneQueue.MaxEvents; offset++)
            _consumers.Deliver(Orders, offset);
        await UntilAsync(() => IsPaused(Orders), "the full lane is paused");
        return calls;
    }

    private static BridgeState State(OutboundLane lane) => lane.Monitor.Snapshot().State;

    private OutboundLane Lane(string topic)
    {
        var plan = EnginePlans.Outbound(topic);
        var monitor = new ConnectionMonitor(plan, TimeProvider.System, () => { });
        var writer = new DeadLetterWriter(EnginePlans.Bridge, plan.Id, new FakeDeadLetterStore(), monitor, TimeProvider.System, NullLogger.Instance);
        return new OutboundLane(plan, _sink, monitor, writer, TimeProvider.System);
    }

    private static Task UntilAsync(Func<bool> so, string what) =>
        Eventually.IsAsync(() => Task.FromResult(so()), done => done, TimeSpan.FromSeconds(60), what);
}
