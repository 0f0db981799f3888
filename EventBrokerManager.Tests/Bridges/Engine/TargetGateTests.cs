using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Bridges.Engine;

public sealed class TargetGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConnectionMonitor _monitor;
    private readonly TargetGate _gate;

    public TargetGateTests()
    {
        _monitor = new ConnectionMonitor(EnginePlans.Outbound(), _time, () => { });
        _monitor.SetLife(BridgeState.Running, "Running.");
        _gate = new TargetGate(_monitor, Facet.Target, _time);
    }

    [Fact]
    public async Task Failed_OnceAmongSuccesses_StaysOpen()
    {
        var wait = _gate.Failed(isTry: false, TargetFault.Away, "throttled");

        Assert.True(wait > TimeSpan.Zero);
        Assert.False(await _gate.PassAsync(default));
        Assert.Equal(BridgeState.Running, _monitor.Snapshot().State);
    }

    [Fact]
    public void Failed_Twice_ClosesAndShowsWhyAndWhen()
    {
        Close(TargetFault.Away);

        var shown = _monitor.Snapshot();
        Assert.Equal(BridgeState.Retrying, shown.State);
        Assert.Equal("away", shown.Reason);
        Assert.True(shown.NextAttempt > _time.GetUtcNow());
    }

    [Fact]
    public void Failed_NeedsPerson_ClosesAtOnceAsFailed()
    {
        _gate.Failed(isTry: false, TargetFault.NeedsPerson, "access denied");

        Assert.True(_gate.IsClosed);
        Assert.Equal(BridgeState.Failed, _monitor.Snapshot().State);
    }

    [Fact]
    public async Task Pass_Closed_LetsOneTryAndItsSuccessOpensForAll()
    {
        Close(TargetFault.Away);
        var first = _gate.PassAsync(default).AsTask();
        var second = _gate.PassAsync(default).AsTask();
        await _time.AdvanceUntilAsync(Task.WhenAny(first, second));
        var (trying, waiting) = first.IsCompleted ? (first, second) : (second, first);
        Assert.True(await trying);
        Assert.False(waiting.IsCompleted);

        _gate.Succeeded(isTry: true);

        Assert.False(await waiting);
        Assert.Equal(BridgeState.Running, _monitor.Snapshot().State);
    }

    [Fact]
    public async Task TryNow_NeedsPerson_NextTryAtOnce()
    {
        _gate.Failed(isTry: false, TargetFault.NeedsPerson, "access denied");
        var passing = _gate.PassAsync(default).AsTask();
        Assert.False(passing.IsCompleted);

        _gate.TryNow();

        Assert.True(await passing);
    }

    [Fact]
    public void Failed_LateAnswerOfACallBeforeTheGateClosed_DoesNotDelayTheNextTry()
    {
        Close(TargetFault.Away);
        var next = _monitor.Snapshot().NextAttempt;

        _gate.Failed(isTry: false, TargetFault.Away, "away");

        Assert.Equal(next, _monitor.Snapshot().NextAttempt);
    }

    [Fact]
    public void Failed_AgainAndAgain_WaitsLongerUpToAMinute()
    {
        var waits = Enumerable.Range(0, 12).Select(attempt => Backoff.NeedsPerson(attempt).TotalSeconds).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, 1.6, 72));
        Assert.True(waits[^1] > 48);
    }

    private void Close(TargetFault fault)
    {
        _gate.Failed(isTry: false, fault, "away");
        _gate.Failed(isTry: false, fault, "away");
        Assert.True(_gate.IsClosed);
    }
}
