using EventBrokerManager.Tests.Architecture.Planted;

namespace EventBrokerManager.Tests.Architecture;

public sealed class ModuleDirectionTests
{
    [Fact]
    public void Product_EveryReferenceGoesTheAllowedWay()
    {
        var references = TypeReferences.Of(typeof(EventBrokerManagerApp).Assembly);
        Assert.Contains(references, r => r.To.StartsWith("EventBrokerManager.Persistence.", StringComparison.Ordinal));
        var problems = references.Select(ModuleDirections.Problem).OfType<string>().Order().ToList();
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>Each way of naming a type is planted in <see cref="Violation"/>, and each is found.</summary>
    [Theory]
    [InlineData("Confluent.Kafka.Offset", "in a field")]
    [InlineData("Amazon.SQS.Model.SendMessageRequest", "as a method's parameter")]
    [InlineData("Amazon.SQS.Model.Message", "as a type's argument")]
    [InlineData("MudBlazor.Color", "in an array")]
    [InlineData("Confluent.Kafka.Timestamp", "in a lambda's code")]
    [InlineData("Amazon.SQS.AmazonSQSException", "in a catch of an async method")]
    [InlineData("EventBrokerManager.Persistence.LandscapeDb", "as a generic method's argument")]
    public void Planted_IsFound(string type, string where)
    {
        var found = TypeReferences.Of(typeof(Violation).Assembly).Where(r => r.From == typeof(Violation).FullName).Select(r => r.To);
        Assert.True(found.Contains(type), $"{type} {where} was not found.");
    }

    [Theory]
    [InlineData("Bridges.BridgeService", "Confluent.Kafka.Offset")]
    [InlineData("Broker.Embedded.Mock", "Confluent.Kafka.Offset")]
    [InlineData("Bridges.Engine.Lane", "Amazon.SQS.AmazonSQSClient")]
    [InlineData("Bridges.Connectors.S3.Sink", "Amazon.SQS.AmazonSQSClient")]
    [InlineData("LocalQueues.SqsEndpoint", "Amazon.SQS.Model.Message")]
    [InlineData("Bridges.BridgeService", "MudBlazor.Color")]
    [InlineData("Bridges.BridgeService", "EventBrokerManager.Components.Pages.Home")]
    [InlineData("Bridges.Engine.Lane", "EventBrokerManager.Components.Pages.Home")]
    [InlineData("Bridges.Engine.Lane", "EventBrokerManager.Persistence.LandscapeDb")]
    [InlineData("Bridges.Connectors.Sqs.SqsSink", "EventBrokerManager.Persistence.Entities.Bridge")]
    [InlineData("Bridges.Engine.Lane", "EventBrokerManager.Bridges.Connectors.Sqs.SqsSink")]
    [InlineData("Persistence.LandscapeDb", "EventBrokerManager.Bridges.IBridgeService")]
    [InlineData("Vocabulary.Actor", "EventBrokerManager.Persistence.LandscapeDb")]
    [InlineData("Components.Pages.Bridges.Overview", "EventBrokerManager.Persistence.LandscapeDb")]
    [InlineData("Components.Pages.Bridges.Overview", "EventBrokerManager.Api.BridgeApi")]
    [InlineData("Landscape.LandscapeService", "EventBrokerManager.EventBrokerManagerApp")]
    public void WrongWay_Refused(string from, string to) =>
        Assert.NotNull(ModuleDirections.Problem(new TypeReference($"EventBrokerManager.{from}", to)));

    [Theory]
    [InlineData("Components.Pages.Bridges.Overview", "EventBrokerManager.Bridges.IBridgeService")]
    [InlineData("Bridges.BridgeService", "EventBrokerManager.Persistence.LandscapeDb")]
    [InlineData("Persistence.LandscapeDb", "EventBrokerManager.Vocabulary.Role")]
    [InlineData("Broker.Kafka.KafkaBroker", "Confluent.Kafka.Offset")]
    [InlineData("Bridges.Connectors.Sqs.SqsSink", "Amazon.SQS.AmazonSQSClient")]
    [InlineData("EventBrokerManagerApp", "EventBrokerManager.Components.App")]
    public void RightWay_Allowed(string from, string to) =>
        Assert.Null(ModuleDirections.Problem(new TypeReference($"EventBrokerManager.{from}", to)));
}
