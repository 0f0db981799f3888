using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Tests.Support.Services;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Bridges.Engine;

public sealed class InboundLaneTests : IAsyncLifetime
{
    private static readonly ProduceResult Acknowledged = new(ProduceOutcome.Acknowledged, "");

    private readonly FakeSource _source = new();
    private readonly FakeTransport _transport = new();
    private readonly FakeBroker _broker = new();
    private readonly FakeDeadLetterStore _deadLetters = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ConnectionMonitor _monitor;
    private readonly InboundLane _lane;

    public InboundLaneTests()
    {
        var plan = EnginePlans.Inbound();
        _monitor = new ConnectionMonitor(plan, _time, () => { });
        var writer = new DeadLetterWriter(EnginePlans.Bridge, plan.Id, _deadLetters, _monitor, _time, NullLogger.Instance);
        _lane = new InboundLane(plan, _source, _transport, _broker, _monitor, writer, _time, NullLogger.Instance);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _lane.StopAsync(TimeSpan.Zero);
        await _lane.DisposeAsync();
    }

    [Fact]
    public async Task Receive_Produced_AcknowledgedAfterKafka()
    {
        var kafka = new TaskCompletionSource<ProduceResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource();
        _transport.Answer = _ =>
        {
            asked.TrySetResult();
            return kafka.Task;
        };
        _source.HandOut(new FakeDelivery("a"), new FakeDelivery("b"));
        Start();
        await asked.Task;
        Assert.Empty(_source.Acknowledged);

        kafka.SetResult(Acknowledged);

        await UntilAsync(() => _source.Acknowledged.Count == 2, "both are acknowledged");
        Assert.Equal(2, _monitor.Delivered);
    }

    [Fact]
    public async Task Receive_Broken_DeadLetterThenAcknowledgedNeverProduced()
    {
        _source.HandOut(new FakeDelivery("a", refusal: "missing-attribute"), new FakeDelivery("b"));
        Start();

        await UntilAsync(() => _source.Acknowledged.Count == 2, "both are settled");

        Assert.Equal("missing-attribute", Assert.Single(_deadLetters.Kept).ReasonCode);
        Assert.Equal(["b"], _transport.Produced);
    }

    [Fact]
    public async Task Receive_DeadLetterCannotBeWritten_NotAcknowledgedAndNothingMoreReceived()
    {
        _deadLetters.Problem = new IOException("disk full");
        _source.HandOut(new FakeDelivery("a", refusal: "missing-attribute"));
        Start();
        await UntilAsync(() => _monitor.Snapshot().State == BridgeState.Failed, "the connection says so");
        Assert.Empty(_source.Acknowledged);

        _deadLetters.Problem = null;

        await UntilAsync(() => _source.Acknowledged.Count == 1, "it is settled once it could be written");
    }

    [Fact]
    public async Task Produce_RecordTooLargeForKafka_DeadLetter()
    {
        _transport.Answer = _ => Task.FromResult(new ProduceResult(ProduceOutcome.RecordRefused, "too large"));
        _source.HandOut(new FakeDelivery("a"));
        Start();

        await UntilAsync(() => _source.Acknowledged.Count == 1, "it is settled");

        var letter = Assert.Single(_deadLetters.Kept);
        Assert.Equal("refused-by-kafka", letter.ReasonCode);
        // As it came, so that a redrive maps it as the first time.
        Assert.StartsWith("kept ", System.Text.Encoding.UTF8.GetString(letter.Record.Value!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Produce_OrderedGroup_NextOnlyAfterTheOneBefore()
    {
        var first = new TaskCompletionSource<ProduceResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new List<string>();
        _transport.Answer = id =>
        {
            lock (asked)
                asked.Add(id);
            return id == "a1" ? first.Task : Task.FromResult(Acknowledged);
        };
        _source.HandOut(new FakeDelivery("a1", "a"), new FakeDelivery("a2", "a"), new FakeDelivery("b1", "b"));
        Start();
        await UntilAsync(() => asked.Contains("b1"), "another group goes on");
        Assert.DoesNotContain("a2", asked);

        first.SetResult(Acknowledged);

        await UntilAsync(() => _source.Acknowledged.Count == 3, "all are settled");
        Assert.Equal(["a1", "a2"], _transport.Produced.Where(id => id[0] == 'a'));
    }

    [Fact]
    public async Task Produce_RefusedRight_FailedThenRecoversByItself()
    {
        var calls = 0;
        _transport.Answer = _ => Task.FromResult(
            Interlocked.Increment(ref calls) < 3 ? new ProduceResult(ProduceOutcome.Refused, "no right to write") : Acknowledged);
        _source.HandOut(new FakeDelivery("a"));
        Start();
        await UntilAsync(() => _monitor.Snapshot().State == BridgeState.Failed, "it shows that a person must act");
        Assert.Equal("no right to write", _monitor.Snapshot().Reason);

        await UntilAsync(() => _source.Acknowledged.Count == 1, "it goes on");

        Assert.Equal(BridgeState.Running, _monitor.Snapshot().State);
    }

    [Fact]
    public async Task Hold_KafkaSilent_RenewedThenGivenBackAfterFiveMinutesAndNotProducedLater()
    {
        _transport.Answer = _ => new TaskCompletionSource<ProduceResult>().Task;
        _source.HandOut(new FakeDelivery("a"));
        Start();

        await UntilAsync(() => _source.Released.Count == 1, "it is given back");

        Assert.InRange(_source.Renewed.Count, 15, 25);
        Assert.Equal(1, _transport.Abandons);
        Assert.Empty(_source.Acknowledged);
        Assert.Empty(_transport.Produced);
    }

    [Fact]
    public async Task Hold_ProducerStillEnding_NotGivenBackBeforeItHasEnded()
    {
        var ended = new TaskCompletionSource();
        _transport.Answer = _ => new TaskCompletionSource<ProduceResult>().Task;
        _transport.BeforeAbandoned = ended.Task;
        _source.HandOut(new FakeDelivery("a"));
        Start();
        await UntilAsync(() => _transport.Abandons == 1, "the producer is given up");
        Assert.Empty(_source.Released);

        ended.SetResult();

        await UntilAsync(() => _source.Released.Count == 1, "it is given back");
    }

    [Fact]
    public async Task Hold_GivenBackWhileWaitingForKafka_NotProducedWhenKafkaIsBack()
    {
        _transport.Answer = _ => Task.FromResult(new ProduceResult(ProduceOutcome.Unknown, "away"));
        _source.HandOut(new FakeDelivery("a"));
        Start();
        await UntilAsync(() => _source.Released.Count == 1, "it is given back");

        _transport.Answer = _ => Task.FromResult(Acknowledged);
        _source.HandOut(new FakeDelivery("b"));

        await UntilAsync(() => _source.Acknowledged.Contains("b"), "the next one goes on");
        Assert.Equal(["b"], _transport.Produced);
        Assert.Equal(0, _transport.Abandons);
    }

    [Fact]
    public async Task Acknowledge_RefusedForLong_HeldOnAndNothingMoreReceived()
    {
        var isRefused = true;
        _source.BeforeAcknowledge = () =>
        {
            if (isRefused)
                throw new TargetException(TargetFault.NeedsPerson, "no right to delete");
        };
        _source.HandOut(new FakeDelivery("a"));
        Start();
        await UntilAsync(() => _monitor.Snapshot().State == BridgeState.Failed, "it shows that a person must act");
        _source.HandOut(new FakeDelivery("b"));
        await UntilAsync(() => _transport.Produced.Count == 2, "what a receive under way brings is handled");
        _source.HandOut(new FakeDelivery("c"));
        await UntilAsync(() => _source.Renewed.Count > 60, "more than five minutes passed");

        Assert.Empty(_source.Released);
        Assert.Equal(["a", "b"], _transport.Produced);

        isRefused = false;
        await UntilAsync(() => _source.Acknowledged.Count == 3, "all are taken off");
        Assert.Equal(["a", "b", "c"], _transport.Produced);
    }

    [Fact]
    public async Task Receive_MappingThrows_OthersGoOnAndItComesBackByItself()
    {
        _source.HandOut(new FakeDelivery("a", "g", refusal: FakeDelivery.Throws), new FakeDelivery("b", "g"), new FakeDelivery("c", "h"));
        Start();

        await UntilAsync(() => _source.Acknowledged.Count == 1, "the other group goes on");

        Assert.Equal(["c"], _transport.Produced);
        Assert.Empty(_source.Released);
        Assert.Empty(_deadLetters.Kept);
    }

    [Fact]
    public async Task Receive_KafkaAway_NothingIsReceived()
    {
        _broker.Away = true;
        Start();
        for (var second = 0; second < 30; second++)
            _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _source.Receives);

        _broker.Away = false;

        await UntilAsync(() => _source.Receives > 0, "it receives again");
    }

    [Fact]
    public async Task Acknowledge_Fails_TriedAgainUntilItWorks()
    {
        var calls = 0;
        _source.BeforeAcknowledge = () =>
        {
            if (Interlocked.Increment(ref calls) < 4)
                throw new TargetException(TargetFault.Away, "away");
        };
        _source.HandOut(new FakeDelivery("a"));
        Start();

        await UntilAsync(() => _source.Acknowledged.Count == 1, "it is acknowledged");

        Assert.Equal(["a"], _transport.Produced);
    }

    [Fact]
    public async Task Stop_HeldAndNotAcknowledgedByKafka_GivenBack()
    {
        var asked = new TaskCompletionSource();
        _transport.Answer = _ =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource<ProduceResult>().Task;
        };
        _source.HandOut(new FakeDelivery("a"));
        Start();
        await asked.Task;

        await _lane.StopAsync(TimeSpan.Zero);

        Assert.Equal(["a"], _source.Released);
        Assert.Empty(_source.Acknowledged);
    }

    private void Start()
    {
        _monitor.SetLife(BridgeState.Running, "Receiving.");
        _lane.Start(() => { });
    }

    /// <summary>Lets fake time pass until it is so.</summary>
    private Task UntilAsync(Func<bool> so, string what) => Eventually.IsAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            return Task.FromResult(so());
        },
        done => done, TimeSpan.FromSeconds(60), what);
}
