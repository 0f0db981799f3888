using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Bridges.Engine;

/// <summary>Plans for tests of the engine.</summary>
internal static class EnginePlans
{
    public static readonly Guid Bridge = Guid.Parse("a0000000000000000000000000000001");

    public static ConnectionPlan Outbound(string topic = "orders") => Plan(topic, Direction.KafkaToTarget);

    public static ConnectionPlan Inbound(string topic = "stock") => Plan(topic, Direction.TargetToKafka);

    public static BridgePlan Of(StartFrom from, params ConnectionPlan[] connections) =>
        new(Bridge, "orders-out", "fake", "eu-central-1", from, 1, connections);

    private static ConnectionPlan Plan(string topic, Direction direction) => new(
        Guid.NewGuid(), "OrderPlaced", topic, direction, "https://sqs.eu-central-1.amazonaws.com/123456789012/queue", "queue",
        EventFormat.Binary, 0, 0);
}
