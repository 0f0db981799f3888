using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Bridges.Engine.Metering;

public sealed class ConnectionLabelsTests
{
    private static readonly Guid One = Guid.Parse("11111111000000000000000000000000"), Two = Guid.Parse("22222222000000000000000000000000");

    [Fact]
    public void Of_TwoDirections_NamedByWhatTheyCarry()
    {
        var labels = ConnectionLabels.Of("b", [(One, "OrderPlaced", Direction.KafkaToTarget, "orders"), (Two, "OrderShipped", Direction.TargetToKafka, "shipments.fifo")]);
        Assert.Equal(["OrderPlaced to orders", "OrderShipped from shipments.fifo"], labels.Values.Select(label => label.Connection));
    }

    [Fact]
    public void Of_QueuesOfOneNameInTwoAccounts_ToldApart()
    {
        var labels = ConnectionLabels.Of("b", [(One, "OrderShipped", Direction.TargetToKafka, "in"), (Two, "OrderShipped", Direction.TargetToKafka, "in")]);
        Assert.Equal(["OrderShipped from in (11111111)", "OrderShipped from in (22222222)"], labels.Values.Select(label => label.Connection));
    }
}
