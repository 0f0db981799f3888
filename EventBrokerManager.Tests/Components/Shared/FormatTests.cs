using EventBrokerManager.Components.Shared;

namespace EventBrokerManager.Tests.Components.Shared;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.04, "< 0.1")]
    [InlineData(0.25, "0.3")]
    [InlineData(9.94, "9.9")]
    [InlineData(9.96, "10")]
    [InlineData(1204.4, "1,204")]
    public void Rate_KeepsWhatMatters(double perSecond, string written) => Assert.Equal(written, Format.Rate(perSecond));

    [Theory]
    [InlineData(-5, "now")]
    [InlineData(0, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(3599, "59 min")]
    [InlineData(86399, "23 h")]
    [InlineData(1036800, "12 d")]
    public void Duration_LargestWholeUnit(double seconds, string written) =>
        Assert.Equal(written, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Count_Unknown_Dash() => Assert.Equal("–", Format.Count(null));

    [Theory]
    [InlineData(1, "1 bridge")]
    [InlineData(1204, "1,204 bridges")]
    public void Of_CountsWithItsNoun(long count, string written) => Assert.Equal(written, Format.Of(count, "bridge"));

    [Theory]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(1048576, "1 MiB")]
    public void Bytes_BinaryUnits(long bytes, string written) => Assert.Equal(written, Format.Bytes(bytes));

    [Fact]
    public void Short_LeavesOutTheMiddleOnlyWhereThatSavesSomething()
    {
        Assert.Equal("12345678…cdef", Format.Short("12345678901234567890abcdef"));
        Assert.Equal("1234567890123", Format.Short("1234567890123"));
    }

    [Fact]
    public void TargetName_QueueUrl_Name() =>
        Assert.Equal("orders.fifo", Format.TargetName("https://sqs.eu-central-1.amazonaws.com/123456789012/orders.fifo"));
}
