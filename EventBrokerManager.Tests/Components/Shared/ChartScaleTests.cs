using EventBrokerManager.Components.Shared;

namespace EventBrokerManager.Tests.Components.Shared;

public sealed class ChartScaleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 3, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(412, 600)]
    [InlineData(100, 100)]
    [InlineData(0, 0.4)]
    public void Ticks_RoundSteps_CoverTheHighest(double highest, double top)
    {
        var scale = new ChartScale([new(Start, 0), new(Start.AddMinutes(1), highest)]);

        Assert.Equal(5, scale.Ticks.Count);
        Assert.Equal(0, scale.Ticks[0].Value);
        Assert.Equal(top, scale.Ticks[^1].Value, 6);
    }

    [Fact]
    public void Drawn_LowestAndHighest_StandWithinTheAxes()
    {
        var scale = new ChartScale([new(Start, 0), new(Start.AddMinutes(30), 100), new(Start.AddMinutes(60), 50)]);

        Assert.Equal((ChartScale.Left, ChartScale.Bottom), (scale.Drawn[0].X, scale.Drawn[0].Y));
        Assert.Equal(ChartScale.Top, scale.Drawn[1].Y);
        Assert.Equal(ChartScale.Right, scale.Drawn[2].X);
    }

    [Fact]
    public void Marks_AnHour_EveryTenMinutesAtRoundTimes()
    {
        var scale = new ChartScale([new(Start, 1), new(Start.AddMinutes(60), 1)]);

        Assert.Equal([10, 20, 30, 40, 50, 0], scale.Marks.Select(m => m.At.Minute));
    }

    [Fact]
    public void NoPoints_AxisWithoutALine()
    {
        var scale = new ChartScale([]);

        Assert.Equal("", scale.Path);
        Assert.Equal(5, scale.Ticks.Count);
    }
}
