using EventBrokerManager.Bridges.Engine;

namespace EventBrokerManager.Tests.Bridges.Engine;

public sealed class RateMeterTests
{
    private readonly RateMeter _meter = new();
    private long _total;

    [Fact]
    public void PerSecond_TenSteadySeconds_TheRate()
    {
        Run(seconds: 11, perSecond: 30);

        Assert.Equal(30, _meter.PerSecond, 3);
    }

    [Fact]
    public void PerSecond_CountGoesOnFromBeforeARestart_IsNoBurst()
    {
        _total = 1_000_000;

        Run(seconds: 1, perSecond: 5);

        Assert.Equal(0, _meter.PerSecond);
    }

    [Fact]
    public void LastHour_MinuteRuns_ItIsTheLastValue()
    {
        Run(seconds: 61, perSecond: 0);
        Run(seconds: 29, perSecond: 60);

        Assert.Equal([0, 58], _meter.LastHour());
    }

    [Fact]
    public void LastHour_LongerThanAnHour_SixtyValues()
    {
        Run(seconds: 2 * 60 * 60, perSecond: 1);
        Assert.Equal(60, _meter.LastHour().Length);

        Run(seconds: 10, perSecond: 1);
        Assert.Equal(60, _meter.LastHour().Length);
    }

    private void Run(int seconds, int perSecond)
    {
        for (var second = 0; second < seconds; second++)
        {
            _total += perSecond;
            _meter.Tick(_total, TimeSpan.FromSeconds(1));
        }
    }
}
