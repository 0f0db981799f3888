using EventBrokerManager.Bridges;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Bridges;

public sealed class BridgeRulesTests
{
    private const string Queue = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";
    private const string Other = "https://sqs.eu-central-1.amazonaws.com/123456789012/stock";
    private static readonly KnownSpace Space = new(Guid.NewGuid(), "Production");
    private static readonly KnownEvent Placed = new(Guid.NewGuid(), "OrderPlaced", "Orders");
    private static readonly KnownEvent Shipped = new(Guid.NewGuid(), "OrderShipped", "Orders");

    [Fact]
    public void Check_AllWell_GivesTheDefinition()
    {
        var verdict = Check(Request(To(Queue), From(Other)) with { Name = "  orders  " });

        Assert.Empty(verdict.Problems);
        var definition = verdict.OrRefuse();
        Assert.Equal("orders", definition.Name);
        Assert.Equal(Space, definition.Space);
        Assert.Equal([(Placed, Direction.KafkaToTarget, Queue), (Placed, Direction.TargetToKafka, Other)],
            definition.Connections.Select(c => (c.Event, c.Direction, c.Queue.Url)));
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "missing")]
    [InlineData("   ", "missing")]
    [InlineData("a\tb", "control character")]
    [InlineData("65", "65 characters")]
    public void Check_BadName_AtTheName(string? name, string reason)
    {
        var verdict = Check(Request(To(Queue)) with { Name = name == "65" ? new string('n', 65) : name });

        Assert.Contains(reason, Only(verdict, "name"), StringComparison.Ordinal);
        Assert.False(verdict.Collides);
    }

    [Fact]
    public void Check_NameTaken_CollidesAtTheName()
    {
        var verdict = BridgeRules.Check(Request(To(Queue)), Facts([Placed], nameTaken: true));

        Assert.Contains("already", Only(verdict, "name"), StringComparison.Ordinal);
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<RefusedException>(() => verdict.OrRefuse()).Kind);
    }

    [Theory]
    [InlineData(null, "Choose a service")]
    [InlineData("rabbitmq", "no service 'rabbitmq'")]
    [InlineData("s3", "AWS S3 is not available yet")]
    [InlineData("pubsub", "Google Pub/Sub is not available yet")]
    public void Check_BadService_AtTheService(string? service, string reason) =>
        Assert.Contains(reason, Only(Check(Request(To(Queue)) with { Service = service }), "service"), StringComparison.Ordinal);

    [Fact]
    public void Check_SpaceVanished_AtTheSpace()
    {
        var facts = Facts([Placed]) with { Space = new Resolved<KnownSpace>(null, "This space is no longer there.") };

        Assert.Equal("This space is no longer there.", Only(BridgeRules.Check(Request(To(Queue)), facts), "space"));
    }

    [Theory]
    [InlineData(null, "Choose a region")]
    [InlineData("mars-north-1", "not a region")]
    public void Check_BadRegion_OnlyTheRegionIsSaid(string? region, string reason) =>
        Assert.Contains(reason, Only(Check(Request(To(Queue)) with { Region = region }), "region"), StringComparison.Ordinal);

    [Fact]
    public void Check_NoConnection_AsksForAnEvent() =>
        Assert.Contains("at least one event", Only(Check(Request()), "connections"), StringComparison.Ordinal);

    [Fact]
    public void Check_EventUnknown_AtItsConnection()
    {
        var facts = Facts([Placed, Shipped]);
        facts = facts with { Events = [facts.Events[0], new(null, "There is no event 'X'.")] };

        Assert.Equal("There is no event 'X'.", Only(BridgeRules.Check(Request(To(Queue), To(Other)), facts), "connections[1].event"));
    }

    [Fact]
    public void Check_EventTwiceInOneDirection_AtTheSecond()
    {
        var verdict = Check(Request(To(Queue), To(Other)));

        Assert.Contains("OrderPlaced to SQS stands here twice", Only(verdict, "connections[1].event"), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_QueueTwice_AtTheSecondAndNamesTheFirst()
    {
        var verdict = BridgeRules.Check(Request(To(Queue), To(Queue)), Facts([Placed, Shipped]));

        Assert.Contains("OrderPlaced to SQS has it, too", Only(verdict, "connections[1].target"), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_QueueTwiceOnceAsArn_Found()
    {
        var verdict = BridgeRules.Check(Request(To(Queue), To("arn:aws:sqs:eu-central-1:123456789012:orders")), Facts([Placed, Shipped]));

        Assert.Contains("twice", Only(verdict, "connections[1].target"), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_BothDirectionsOnOneQueue_IsALoop() =>
        Assert.Contains("in a loop", Only(Check(Request(To(Queue), From(Queue))), "connections[1].target"), StringComparison.Ordinal);

    [Theory]
    [InlineData(Direction.KafkaToTarget, Direction.TargetToKafka, "receives from this queue: what this one sends would come back into Kafka, in a loop")]
    [InlineData(Direction.TargetToKafka, Direction.KafkaToTarget, "sends to this queue: what it sends would come back into Kafka, in a loop")]
    [InlineData(Direction.KafkaToTarget, Direction.KafkaToTarget, "sends to this queue already")]
    [InlineData(Direction.TargetToKafka, Direction.TargetToKafka, "receives from this queue already")]
    public void Check_QueueOfAnotherBridge_CollidesAndNamesIt(Direction mine, Direction theirs, string reason)
    {
        var facts = Facts([Placed]) with { QueuesInUse = new Dictionary<string, QueueUse> { [Queue] = new("stock-in", theirs) } };

        var verdict = BridgeRules.Check(Request(new ConnectionRequest("OrderPlaced", mine, Queue)), facts);

        var problem = Only(verdict, "connections[0].target");
        Assert.Contains("'stock-in' " + reason, problem, StringComparison.Ordinal);
        Assert.True(verdict.Collides);
    }

    [Fact]
    public void Check_CollisionBesideAMistake_IsInvalid()
    {
        var verdict = BridgeRules.Check(Request(To("orders")), Facts([Placed], nameTaken: true));

        Assert.Equal(["connections[0].target", "name"], verdict.Problems.Select(p => p.Field).Order());
        Assert.Equal(RefusalKind.Invalid, Assert.Throws<RefusedException>(() => verdict.OrRefuse()).Kind);
    }

    private static ConnectionRequest To(string target) => new("OrderPlaced", Direction.KafkaToTarget, target);

    private static ConnectionRequest From(string target) => new("OrderPlaced", Direction.TargetToKafka, target);

    private static BridgeRequest Request(params ConnectionRequest[] connections) =>
        new("orders", "sqs", "Production", "eu-central-1", StartFrom.New, connections);

    private static BridgeVerdict Check(BridgeRequest request) =>
        BridgeRules.Check(request, Facts([.. request.Connections.Select(_ => Placed)]));

    private static BridgeFacts Facts(IReadOnlyList<KnownEvent> events, bool nameTaken = false) => new(
        new Resolved<KnownSpace>(Space, null),
        [.. events.Select(e => new Resolved<KnownEvent>(e, null))],
        nameTaken,
        new Dictionary<string, QueueUse>(),
        []);

    private static string Only(BridgeVerdict verdict, string field)
    {
        var problem = Assert.Single(verdict.Problems);
        Assert.Equal(field, problem.Field);
        Assert.Null(verdict.Definition);
        return problem.Message;
    }
}
