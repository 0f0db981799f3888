using System.Text;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support.Services;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventBrokerManager.Tests.Bridges.Engine;

public sealed class OutboundLaneTests : IAsyncLifetime
{
    private readonly FakeDeadLetterStore _deadLetters = new();
    private readonly PartitionTracker _tracker = new(new PartitionId("orders", 0), 0, (_, _) => { }, _ => { });
    private FakeSink _sink = new();
    private ConnectionMonitor _monitor = null!;
    private OutboundLane _lane = null!;
    private int _proven;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _lane.StopAsync(TimeSpan.Zero);
        await _lane.DisposeAsync();
    }

    [Fact]
    public async Task Offer_Delivered_WatermarkBehindTheLast()
    {
        Start();
        Offer(25);

        await DrainedAsync();

        Assert.Equal(25, _tracker.Next);
        Assert.Equal(25, _monitor.Delivered);
        Assert.Equal(1, _proven);
        Assert.Equal(25, _sink.Delivered.Distinct().Count());
    }

    [Fact]
    public async Task Send_EntriesFail_OnlyTheyAreSentAgain()
    {
        var failures = 0;
        _sink.Answer = (batch, _) => Task.FromResult<IReadOnlyList<SendResult>>([.. batch.Select(record =>
            record.Offset % 3 == 0 && Interlocked.Increment(ref failures) <= 9 ? new SendResult(SendOutcome.TryAgain, "", "throttled") : SendResult.Delivered)]);
        Start();
        Offer(30);

        await DrainedAsync();

        Assert.Equal(30, _sink.Delivered.Count);
        Assert.Equal(30, _sink.Delivered.Distinct().Count());
        Assert.Empty(_deadLetters.Kept);
    }

    [Fact]
    public async Task Send_TargetAwayThenBack_AllDeliveredNoDeadLetter()
    {
        var calls = 0;
        _sink.Answer = (batch, _) => Interlocked.Increment(ref calls) < 5
            ? throw new TargetException(TargetFault.Away, "away")
            : Task.FromResult<IReadOnlyList<SendResult>>([.. batch.Select(_ => SendResult.Delivered)]);
        Start();
        Offer(15);

        await DrainedAsync();

        Assert.Equal(15, _tracker.Next);
        Assert.Empty(_deadLetters.Kept);
        Assert.Equal(BridgeState.Running, _monitor.Snapshot().State);
    }

    [Fact]
    public async Task Send_CallRefusedForContent_OnlyTheGuiltyEventBecomesADeadLetter()
    {
        _sink.Answer = (batch, _) => batch.Any(record => record.Offset == 4)
            ? throw new TargetException(TargetFault.Content, "bad character")
            : Task.FromResult<IReadOnlyList<SendResult>>([.. batch.Select(_ => SendResult.Delivered)]);
        Start();
        Offer(8);

        await DrainedAsync();

        Assert.Equal(8, _tracker.Next);
        var letter = Assert.Single(_deadLetters.Kept);
        Assert.StartsWith("orders/0/4", letter.Origin, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2, 3, 5, 6, 7], _sink.Delivered.Order());
    }

    [Fact]
    public async Task Map_Refused_DeadLetterIsWrittenBeforeTheWatermarkMoves()
    {
        _sink.Mapping = record => record.Offset == 0 ? MappedEvent.Refused("too-large", "too large") : MappedEvent.Ready(record, 50);
        _deadLetters.Problem = new IOException("disk full");
        Start();
        Offer(1);
        await Eventually.IsAsync(() => Task.FromResult(_monitor.Snapshot().State == BridgeState.Failed), so => so, TimeSpan.FromSeconds(30), "the connection says that it cannot write");
        Assert.Equal(0, _tracker.Next);
        Assert.Contains("disk full", _monitor.Snapshot().Reason, StringComparison.Ordinal);

        _deadLetters.Problem = null;
        await DrainedAsync();

        Assert.Equal(1, _tracker.Next);
        Assert.Single(_deadLetters.Kept);
        Assert.Equal(1, _monitor.Snapshot().DeadLetters);
    }

    [Fact]
    public async Task Map_DeadLettersCannotBeWritten_NothingMoreIsSent()
    {
        _sink.Mapping = record => record.Offset == 0 ? MappedEvent.Refused("too-large", "too large") : MappedEvent.Ready(record, 50);
        _deadLetters.Problem = new IOException("disk full");
        Start();
        Offer(1);
        await Eventually.IsAsync(() => Task.FromResult(_monitor.Snapshot().State == BridgeState.Failed), so => so, TimeSpan.FromSeconds(30), "it cannot write");

        _lane.Offer(new ConsumedRecord(_tracker.Partition, 1, new EventRecord([1], [1], [])), _tracker);
        // Long enough for an idle sender to take it, were it allowed to.
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        Assert.Empty(_sink.Delivered);

        _deadLetters.Problem = null;
        await DrainedAsync();
        Assert.Equal([1], _sink.Delivered);
    }

    [Fact]
    public async Task Map_PassedOver_FinishedAndCounted()
    {
        _sink.Mapping = _ => MappedEvent.PassedOver;
        Start();
        Offer(3);

        await DrainedAsync();

        Assert.Equal(3, _tracker.Next);
        Assert.Equal(3, _monitor.Snapshot().PassedOver);
        Assert.Empty(_sink.Delivered);
    }

    [Fact]
    public async Task Send_Ordered_KeysKeepTheirOrderThroughFailures()
    {
        _sink = new FakeSink(isOrdered: true);
        var random = new Random(1);
        _sink.Answer = async (batch, _) =>
        {
            await Task.Yield();
            lock (random)
            {
                if (random.Next(10) == 0)
                    throw new TargetException(TargetFault.Away, "away");
                return [.. batch.Select(_ => random.Next(5) == 0 ? new SendResult(SendOutcome.TryAgain, "", "throttled") : SendResult.Delivered)];
            }
        };
        Start();
        Offer(200);

        await DrainedAsync();

        Assert.Equal(1, _sink.MostUnderWayOfOneKey);
        Assert.All(_sink.Delivered.GroupBy(offset => offset % 8), key => Assert.Equal(key.Order(), key));
        Assert.Equal(200, _sink.Delivered.Count);
    }

    [Fact]
    public async Task Stop_CallsUnderWay_AreFinishedFirst()
    {
        var go = new TaskCompletionSource();
        _sink.Answer = async (batch, _) =>
        {
            await go.Task;
            return [.. batch.Select(_ => SendResult.Delivered)];
        };
        Start();
        Offer(20);

        var stopping = _lane.StopAsync(TimeSpan.FromMinutes(1));
        go.SetResult();
        await stopping;

        Assert.Equal(20, _tracker.Next);
    }

    [Fact]
    public async Task Stop_TargetHangs_EndsAtTheLimitAndLeavesTheWatermark()
    {
        _sink.Answer = async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return [];
        };
        Start();
        Offer(5);

        await _lane.StopAsync(TimeSpan.FromMilliseconds(50));

        Assert.Equal(0, _tracker.Next);
    }

    private void Start()
    {
        var plan = EnginePlans.Outbound();
        _monitor = new ConnectionMonitor(plan, TimeProvider.System, () => { });
        _monitor.SetLife(BridgeState.Running, "Running.");
        var writer = new DeadLetterWriter(EnginePlans.Bridge, plan.Id, _deadLetters, _monitor, TimeProvider.System, NullLogger.Instance);
        _lane = new OutboundLane(plan, _sink, _monitor, writer, TimeProvider.System);
        _lane.Start((_, _) => { }, () => _proven++);
    }

    private void Offer(int count)
    {
        for (var offset = 0; offset < count; offset++)
        {
            var record = new EventRecord(Encoding.UTF8.GetBytes($"key-{offset % 8}"), [1], []);
            _lane.Offer(new ConsumedRecord(_tracker.Partition, offset, record), _tracker);
        }
    }

    private Task DrainedAsync() => Eventually.IsAsync(() => Task.FromResult(_lane.Queue.IsEmpty), so => so, TimeSpan.FromSeconds(30), "the lane is empty");
}
