using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Bridges.Engine.Redrives;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Tests.Support.Services;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventBrokerManager.Tests.Bridges.Engine.Redrives;

public sealed class RedriveRunnerTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ConnectionPlan _outbound = EnginePlans.Outbound();
    private readonly ConnectionPlan _inbound = EnginePlans.Inbound();
    private readonly FakeRedriveStore _store = new();
    private readonly FakeProgress _journal = new();
    private readonly FakeTransport _kafka = new();
    private readonly FakeSource _source = new();
    private FakeSink _sink = new();
    private ConnectionMonitor _out = null!;
    private ConnectionMonitor _in = null!;
    private TargetGate _gate = null!;
    private RedriveRunner? _runner;
    private int _freed;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => StopAsync();

    [Fact]
    public async Task Redrive_Outbound_OriginalOrderWithTheNextNumberAndCountsCorrected()
    {
        for (var id = 1; id <= 25; id++)
            _store.Add(_outbound.Id, id, redrives: id == 7 ? 2 : 0);
        Start();

        await EndedAsync();

        Assert.Equal(Enumerable.Range(1, 25).Select(id => (long)id), _sink.Delivered);
        Assert.Equal((1, 3), (_sink.Numbers[6], _sink.Numbers[7]));
        Assert.Empty(_store.Left);
        Assert.Equal((25, 100 - 25), (_out.Delivered, _out.Snapshot().DeadLetters));
        Assert.Equal(1, _sink.Probes);
        Assert.NotEqual(0, _freed);
        await Eventually.IsAsync(() => Task.FromResult(_journal.Journal.ToList()), said => said.Count == 1, Limit, "the history says it");
        Assert.Equal("The redrive that Tess asked for has ended: 25 delivered, 0 refused again.", _journal.Journal[0]);
    }

    [Fact]
    public async Task Redrive_OrderedTarget_KeysKeepTheirOrderThroughFailures()
    {
        _sink = new FakeSink(isOrdered: true);
        var random = new Random(1);
        _sink.Answer = (batch, _) => Task.FromResult<IReadOnlyList<SendResult>>(random.Next(10) == 0
            ? throw new TargetException(TargetFault.Away, "away")
            : [.. batch.Select(_ => random.Next(5) == 0 ? new SendResult(SendOutcome.TryAgain, "", "throttled") : SendResult.Delivered)]);
        for (var id = 1; id <= 60; id++)
            _store.Add(_outbound.Id, id, keys: 4);
        Start();

        await EndedAsync();

        Assert.Equal(1, _sink.MostUnderWayOfOneKey);
        Assert.Equal(60, _sink.Delivered.Count);
        Assert.All(_sink.Delivered.GroupBy(offset => offset % 4), key => Assert.Equal(key.Order(), key));
    }

    [Fact]
    public async Task Redrive_TargetAway_WaitsAtTheLanesGateAndMakesNoDeadLetter()
    {
        _sink.Answer = (_, _) => throw new TargetException(TargetFault.NeedsPerson, "Queue orders does not exist.");
        _store.Add(_outbound.Id, 1);
        _store.Add(_inbound.Id, 2);
        Start();
        // The other connection does not wait for it.
        await Eventually.IsAsync(() => Task.FromResult(_kafka.Produced.Count), n => n == 1, Limit, "the other connection");
        await Eventually.IsAsync(() => Task.FromResult(_runner!.Moment), now => now.Waits == "Queue orders does not exist.", Limit, "it says what it waits for");
        Assert.Equal(BridgeState.Failed, _out.Snapshot().State);
        Assert.Equal([1], _store.Left);

        _sink.Answer = (batch, _) => Task.FromResult<IReadOnlyList<SendResult>>([.. batch.Select(_ => SendResult.Delivered)]);
        _gate.TryNow();
        await EndedAsync();

        Assert.Equal([1], _sink.Delivered);
        Assert.DoesNotContain(_store.Settled, result => result.Code is not null);
    }

    [Fact]
    public async Task Redrive_ConnectionNotOpenYet_TheOthersGoAndItDoesNotEndWithoutIt()
    {
        _store.Add(_outbound.Id, 1);
        _store.Add(_inbound.Id, 2);
        Start(openTarget: false);
        _out.SetFault(Facet.Target, BridgeState.Failed, "The queue's address is not allowed.", null);
        await Eventually.IsAsync(() => Task.FromResult(_store.Left.Count), n => n == 1, Limit, "the other connection");
        await Eventually.IsAsync(() => Task.FromResult(_runner!.Moment), now => now.Waits == "The queue's address is not allowed.", Limit, "it says what it waits for");
        Assert.Null(_store.End);

        OpenTarget();
        await EndedAsync();

        Assert.Equal([1], _sink.Delivered);
    }

    [Fact]
    public async Task Redrive_RefusedForWhatItIs_StaysAndTheOthersGo()
    {
        _sink.Mapping = record => record.Offset switch
        {
            2 => MappedEvent.Refused("too-large", "Too large."),
            3 => MappedEvent.PassedOver,
            _ => MappedEvent.Ready(record, 50),
        };
        _sink.Answer = (batch, _) => batch.Any(record => record.Offset == 5)
            ? throw new TargetException(TargetFault.Content, "bad character")
            : Task.FromResult<IReadOnlyList<SendResult>>([.. batch.Select(record => record.Offset == 6 ? new SendResult(SendOutcome.Refused, "refused-by-target", "No.") : SendResult.Delivered)]);
        for (var id = 1; id <= 8; id++)
            _store.Add(_outbound.Id, id);
        Start();

        await EndedAsync();

        Assert.Equal([1, 4, 7, 8], _sink.Delivered);
        Assert.Equal([2, 3, 5, 6], _store.Left);
        Assert.Equal(
            [(2, "too-large"), (3, "wrong-type"), (5, "refused-by-target"), (6, "refused-by-target")],
            _store.Settled.Where(result => result.Code is not null).OrderBy(result => result.Letter).Select(result => ((int)result.Letter, result.Code)));
        Assert.Equal(4, _store.End!.Refused);
    }

    [Fact]
    public async Task Redrive_Inbound_ThroughTheSourcesMappingOneAfterTheOther()
    {
        _source.KeptMapping = kept => kept.Value!.SequenceEqual("v2"u8.ToArray()) ? new MappedDelivery(kept, "loop", "Round and round.") : new MappedDelivery(kept, null, null);
        _kafka.Answer = id => Task.FromResult(id == "v3" ? new ProduceResult(ProduceOutcome.RecordRefused, "too large") : new ProduceResult(ProduceOutcome.Acknowledged, ""));
        for (var id = 1; id <= 4; id++)
            _store.Add(_inbound.Id, id);
        Start();

        await EndedAsync();

        Assert.Equal(["v1", "v4"], _kafka.Produced);
        Assert.Equal([(2, "loop"), (3, "refused-by-kafka")], _store.Settled.Where(r => r.Code is not null).Select(r => ((int)r.Letter, r.Code)));
        Assert.Equal(2, _in.Delivered);
    }

    [Fact]
    public async Task Settle_DatabaseAway_NothingMoreIsSentAndItSaysSo()
    {
        for (var id = 1; id <= 20; id++)
            _store.Add(_outbound.Id, id);
        _store.Problem = new IOException("disk full");
        Start();
        await Eventually.IsAsync(() => Task.FromResult(_runner!.Moment), now => now.Waits?.Contains("disk full", StringComparison.Ordinal) == true, Limit, "it says so");
        Assert.Equal(10, _sink.Delivered.Count);
        Assert.Equal(20, _store.Left.Count);

        _store.Problem = null;
        await EndedAsync();

        Assert.Equal(Enumerable.Range(1, 20).Select(id => (long)id), _sink.Delivered);
    }

    [Fact]
    public async Task Stop_BetweenSendingAndWritingItDown_OnlyThatComesAgainWithTheSameNumber()
    {
        for (var id = 1; id <= 25; id++)
            _store.Add(_outbound.Id, id);
        _store.Problem = new IOException("killed");
        Start();
        await Eventually.IsAsync(() => Task.FromResult(_sink.Delivered.Count), n => n == 10, Limit, "the first are sent");
        // What a kill leaves: sent, not written down, not ended.
        await StopAsync();
        var before = _sink.Numbers[1];

        _store.Problem = null;
        Open();
        _runner!.Start();
        await EndedAsync();

        Assert.Equal(10, _sink.Delivered.Count - _sink.Delivered.Distinct().Count());
        Assert.Equal(25, _sink.Delivered.Distinct().Count());
        Assert.Equal(before, _sink.Numbers[1]);
    }

    [Fact]
    public async Task Stop_CallUnderWay_IsAnsweredAndWrittenDownFirst()
    {
        var go = new TaskCompletionSource();
        var called = new TaskCompletionSource();
        _sink.Answer = async (batch, _) =>
        {
            called.TrySetResult();
            await go.Task;
            return [.. batch.Select(_ => SendResult.Delivered)];
        };
        for (var id = 1; id <= 15; id++)
            _store.Add(_outbound.Id, id);
        Start();
        await called.Task.WaitAsync(Limit);

        var stopping = StopAsync();
        go.SetResult();
        await stopping;

        Assert.Equal([11, 12, 13, 14, 15], _store.Left);
        Assert.Null(_store.End);
    }

    [Fact]
    public async Task Cancel_WhileTheTargetIsAway_EndsAtOnceAndTheNextOneRuns()
    {
        _sink.Answer = (_, _) => throw new TargetException(TargetFault.NeedsPerson, "gone");
        _store.Add(_outbound.Id, 1);
        Start();
        await Eventually.IsAsync(() => Task.FromResult(_runner!.Moment), now => now.Waits is not null, Limit, "it waits");

        _store.Cancel();
        _runner!.Cancel();
        await Eventually.IsAsync(() => Task.FromResult(_runner!.Moment), now => now.Job is null, Limit, "it ended");
        Assert.Equal([1], _store.Left);

        _sink.Answer = (batch, _) => Task.FromResult<IReadOnlyList<SendResult>>([.. batch.Select(_ => SendResult.Delivered)]);
        _gate.TryNow();
        _store.Ask();
        _runner.Wake();
        await EndedAsync();
        Assert.Equal([1], _sink.Delivered);
    }

    [Fact]
    public async Task Pace_SpendsTheRateAcrossAllConnections()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var pace = new RedrivePace(50, time);

        var (first, second) = (pace.SpendAsync(10, CancellationToken.None), pace.SpendAsync(5, CancellationToken.None));
        time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(first.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await first;
        time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await second;
    }

    private void Start(bool openTarget = true)
    {
        Open(openTarget);
        _store.Ask();
        _runner!.Start();
    }

    private void OpenTarget() => _runner!.Open(new OutboundRedrive(_outbound, _sink, _gate, _out, TimeProvider.System));

    private void Open(bool openTarget = true)
    {
        _out = new ConnectionMonitor(_outbound with { DeadLetters = 100 }, TimeProvider.System, () => { });
        _in = new ConnectionMonitor(_inbound, TimeProvider.System, () => { });
        _out.SetLife(BridgeState.Running, "Running.");
        _in.SetLife(BridgeState.Running, "Running.");
        _gate = new TargetGate(_out, Facet.Target, TimeProvider.System);
        _runner = new RedriveRunner(
            EnginePlans.Of(StartFrom.New, _outbound, _inbound), _store, _journal,
            connection => (connection == _outbound.Id ? _out : _in).Snapshot().Reason, () => Interlocked.Increment(ref _freed), TimeProvider.System, NullLogger.Instance);
        _runner.Open(new InboundRedrive(
            _inbound, _source, _kafka, new FakeBroker(), new TargetGate(_in, Facet.Channel, TimeProvider.System), _in, TimeProvider.System));
        if (openTarget)
            OpenTarget();
    }

    private async Task StopAsync()
    {
        var runner = Interlocked.Exchange(ref _runner, null);
        if (runner is not null)
            await runner.StopAsync(TimeSpan.FromSeconds(1));
    }

    private Task EndedAsync() => Eventually.IsAsync(() => Task.FromResult(_store.End), end => end is not null, Limit, "the redrive has ended");
}
