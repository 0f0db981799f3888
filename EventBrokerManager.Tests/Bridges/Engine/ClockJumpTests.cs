using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Tests.Support.Services;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Bridges.Engine;

/// <summary>The wall clock jumps, and the one that only counts does not: no wait gets longer or shorter.</summary>
public sealed class ClockJumpTests
{
    private readonly JumpingTime _time = new();

    [Theory]
    [InlineData(6)]
    [InlineData(-6)]
    public async Task Hold_ClockJumps_RenewedAsBeforeAndGivenBackAfterFiveMinutesOnly(int hours)
    {
        var plan = EnginePlans.Inbound();
        var monitor = new ConnectionMonitor(plan, _time, () => { });
        var writer = new DeadLetterWriter(EnginePlans.Bridge, plan.Id, new FakeDeadLetterStore(), monitor, _time, NullLogger.Instance);
        var source = new FakeSource();
        var transport = new FakeTransport { Answer = _ => new TaskCompletionSource<ProduceResult>().Task };
        await using var lane = new InboundLane(plan, source, transport, new FakeBroker(), monitor, writer, _time, NullLogger.Instance);
        source.HandOut(new FakeDelivery("a"));
        lane.Start(() => { });
        await UntilAsync(() => source.Renewed.Count == 1, "it is renewed");

        _time.Jump = TimeSpan.FromHours(hours);

        await UntilAsync(() => source.Renewed.Count == 2, "it is renewed again");
        Assert.Empty(source.Released);
        await UntilAsync(() => source.Released.Count == 1, "it is given back");
        Assert.InRange(source.Renewed.Count, 15, 25);
        await lane.StopAsync(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-6)]
    public async Task Gate_ClockJumps_NextTryComesWhenItWould(int hours)
    {
        var monitor = new ConnectionMonitor(EnginePlans.Outbound(), _time, () => { });
        var gate = new TargetGate(monitor, Facet.Target, _time);
        gate.Failed(isTry: false, TargetFault.NeedsPerson, "refused");
        var pass = gate.PassAsync(default).AsTask();

        _time.Jump = TimeSpan.FromHours(hours);
        _time.Counting.Advance(TimeSpan.FromSeconds(1));
        await Task.Yield();
        Assert.False(pass.IsCompleted);
        var from = _time.GetTimestamp();
        await _time.Counting.AdvanceUntilAsync(pass);

        Assert.True(await pass);
        Assert.InRange(_time.GetElapsedTime(from), TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    /// <summary>Lets fake time pass until it is so.</summary>
    private Task UntilAsync(Func<bool> so, string what) => Eventually.IsAsync(
        () =>
        {
            _time.Counting.Advance(TimeSpan.FromMilliseconds(500));
            return Task.FromResult(so());
        },
        done => done, TimeSpan.FromSeconds(60), what);

    private sealed class JumpingTime : TimeProvider
    {
        public FakeTimeProvider Counting { get; } = new();

        public TimeSpan Jump { get; set; }

        public override long TimestampFrequency => Counting.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Counting.GetUtcNow() + Jump;

        public override long GetTimestamp() => Counting.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Counting.CreateTimer(callback, state, dueTime, period);
    }
}
