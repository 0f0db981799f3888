using System.Text;
using EventBrokerManager.AsyncApi;

namespace EventBrokerManager.Tests.AsyncApi;

public sealed class AsyncApiReaderTests
{
    private const string Key = "0f8fad5bd9cb469fa16570867728950e";

    private const string Two = """
        asyncapi: 2.6.0
        info: {title: Orders, version: 1.4.0, description: All about orders}
        channels:
          0f8fad5bd9cb469fa16570867728950e:
            subscribe: {operationId: a, message: {$ref: '#/components/messages/OrderPlaced'}}
          orders/shipped:
            publish: {message: {$ref: '#/components/messages/OrderShipped'}}
            subscribe: {message: {$ref: '#/components/messages/OrderShipped'}}
        components:
          messages:
            OrderPlaced: {title: Placed, contentType: application/json, payload: {$ref: '#/components/schemas/OrderPlaced'}}
            OrderShipped: {payload: {type: object, properties: {carrier: {type: string}}}}
          schemas:
            OrderPlaced:
              type: object
              properties:
                orderNumber: {type: string}
                placedAt: {type: string, format: date-time}
                quantity: {type: integer}
                total: {type: [number, 'null']}
                paid: {type: boolean}
                id: {type: integer, format: int64}
        """;

    [Fact]
    public void Document_Two_OthersOperationsTurnedRound()
    {
        var document = Document(Two);

        Assert.Equal(("Orders", "1.4.0", "All about orders"), (document.Title, document.Version, document.Description));
        Assert.Equal(["OrderPlaced", "OrderShipped"], document.Events.Select(e => e.Name));
        Assert.Equal((Key, true, false), (document.Events[0].ChannelKey, document.Events[0].Publish, document.Events[0].Subscribe));
        Assert.Equal(Guid.Parse(Key), document.Events[0].ChannelId);
        Assert.Equal(("orders/shipped", true, true), (document.Events[1].ChannelKey, document.Events[1].Publish, document.Events[1].Subscribe));
        Assert.Null(document.Events[1].ChannelId);
        Assert.Equal(
            [("orderNumber", "String"), ("placedAt", "DateTime"), ("quantity", "Integer"), ("total", "Decimal"), ("paid", "Boolean"), ("id", "Long")],
            document.Events[0].Attributes.Select(a => (a.Name, a.Type)));
    }

    [Fact]
    public void Document_ThreeInJson_SendAndReceive()
    {
        const string text = """
            {"asyncapi": "3.0.0", "info": {"title": "Orders", "version": "2"},
             "channels": {
               "placed": {"address": "0f8fad5bd9cb469fa16570867728950e", "messages": {"OrderPlaced": {"$ref": "#/components/messages/P"}}},
               "rest": {"messages": {"OrderShipped": {"name": "OrderShipped"}, "OrderLost": {"name": "OrderLost"}}}},
             "operations": {
               "a": {"action": "send", "channel": {"$ref": "#/channels/placed"}},
               "b": {"action": "receive", "channel": {"$ref": "#/channels/rest"}, "messages": [{"$ref": "#/channels/rest/messages/OrderShipped"}]}},
             "components": {"messages": {"P": {"name": "OrderPlaced", "payload": {"schemaFormat": "x", "schema": {"properties": {"a~1b": {"type": "string"}}}}}}}}
            """;

        var document = Document(text);

        Assert.Equal(
            [("OrderPlaced", Key, true, false), ("OrderShipped", "rest", false, true)],
            document.Events.Select(e => (e.Name, e.ChannelKey, e.Publish, e.Subscribe)));
        Assert.Equal([new AsyncAttribute("a~1b", "String")], document.Events[0].Attributes);
    }

    [Fact]
    public void Document_OneOf_EachMessageOfTheChannel()
    {
        var document = Document(Head + """
            channels:
              orders:
                subscribe: {message: {oneOf: [{name: A}, {name: B}]}}
            """);

        Assert.Equal(["A", "B"], document.Events.Select(e => e.Name));
    }

    [Fact]
    public void Dependencies_Implements_OnlyWhatIsNamed()
    {
        var text = $$"""{"implements": [{"document": {{Json}}, "publish": ["A"], "subscribe": ["B", "A"]}, {"document": {{Json}}, "subscribe": null}]}""";

        var documents = AsyncApiReader.ReadDependencies(text) is { Problems: [] } reading ? reading.Documents : [];

        Assert.Equal([("A", true, true), ("B", false, true)], documents[0].Events.Select(e => (e.Name, e.Publish, e.Subscribe)));
        Assert.Empty(documents[1].Events);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    public void Dependencies_Blank_NothingImplemented(string text)
    {
        var reading = AsyncApiReader.ReadDependencies(text);

        Assert.Empty(reading.Documents);
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData("{\n  \"asyncapi\": \"2.0.0\",,\n}", 2, 23, "well-formed JSON")]
    [InlineData("{\"a\": 1,\n \"ä\": \"ü\", \"a\": 2}", 2, 12, "twice")]
    [InlineData("{} x", 1, 4, "well-formed JSON")]
    [InlineData("a: 1\nb: [1, 2\nc: 3", 2, 5, "well-formed YAML")]
    [InlineData("a: 1\na: 2", 2, 1, "twice")]
    [InlineData("a: &x {b: 1}\nc: *x", 2, 4, "Aliases")]
    [InlineData("asyncapi: 2.0.0\n---\nasyncapi: 2.0.0", 2, 1, "second document")]
    [InlineData("- a", 1, 1, "is an object")]
    [InlineData("asyncapi: 1.2.0", 1, 11, "not known")]
    [InlineData("asyncapi: 2.0.0\ninfo: {version: 1}", 2, 7, "title is missing")]
    [InlineData("{\"implements\": [{\"publish\": []}]}", 1, 17, "needs a document")]
    public void Dependencies_Wrong_PlaceAndReason(string text, int line, int column, string reason)
    {
        var problem = AsyncApiReader.ReadDependencies(text).Problems[0];

        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains(reason, problem.Message);
    }

    [Theory]
    [InlineData("  a: {subscribe: {message: {name: 'bad name'}}}", 4, 35, "letters")]
    [InlineData("  a: {subscribe: {}}", 4, 18, "needs a message")]
    [InlineData("  a: {subscribe: {message: {$ref: '#/nowhere'}}}", 4, 35, "nothing at")]
    [InlineData("  a: {subscribe: {message: {$ref: 'http://example.com/x'}}}", 4, 35, "within the document")]
    [InlineData("  a: {$ref: '#/channels/a'}", 4, 13, "circle")]
    [InlineData("  a: {subscribe: {message: {name: E}}}\n  b: {publish: {message: {name: E}}}", 5, 26, "two channels")]
    public void Document_WrongInside_PlaceAndReason(string channels, int line, int column, string reason)
    {
        var problem = AsyncApiReader.ReadDocument(Head + "channels:\n" + channels).Problems[0];

        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains(reason, problem.Message);
    }

    [Fact]
    public void Dependencies_UnknownName_Said()
    {
        var problem = Assert.Single(AsyncApiReader.ReadDependencies($$"""{"implements": [{"document": {{Json}}, "publish": ["C"]}]}""").Problems);

        Assert.Contains("no event 'C'", problem.Message);
    }

    [Fact]
    public void Document_DeepJson_Refused() =>
        Assert.Contains("deeper", Problem("{\"a\":" + string.Concat(Enumerable.Repeat("[", 5_000))));

    [Fact]
    public void Document_DeepYaml_Refused() =>
        Assert.Contains("deeper", Problem("a: " + string.Concat(Enumerable.Repeat("[", 5_000))));

    [Fact]
    public void Document_ManyValues_Refused()
    {
        var many = string.Join(",", Enumerable.Repeat("1", 100_001));

        Assert.Contains("values", Problem($"[{many}]"));
        Assert.Contains("values", Problem($"a: [{many}]"));
    }

    [Fact]
    public void Document_TooLong_Refused() => Assert.Contains("characters", Problem(new string('x', 1024 * 1024 + 1)));

    [Fact]
    public void Document_SharedLargeSchema_RefusedBeforeItGrows()
    {
        var text = new StringBuilder(Head).AppendLine("channels:");
        for (var i = 0; i < 100; i++)
            text.AppendLine($"  c{i}: {{subscribe: {{message: {{name: E{i}, payload: {{$ref: '#/s'}}}}}}}}");
        text.AppendLine("s:\n  properties:");
        for (var i = 0; i < 400; i++)
            text.AppendLine($"    p{i}: {{type: string}}");

        Assert.Contains("attributes in all", Problem(text.ToString()));
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("  \n")]
    public void Document_BlankBefore_Read(string before) => Assert.Equal("T", Document(before + Json).Title);

    private const string Head = "asyncapi: 2.6.0\ninfo: {title: T, version: '1'}\n";

    private const string Json = """
        {"asyncapi": "2.6.0", "info": {"title": "T", "version": "1"}, "channels": {"a": {"subscribe": {"message": {"name": "A"}}}, "b": {"publish": {"message": {"name": "B"}}}}}
        """;

    private static string Problem(string text) => AsyncApiReader.ReadDocument(text).Problems[0].Message;

    private static AsyncDocument Document(string text)
    {
        var reading = AsyncApiReader.ReadDocument(text);
        Assert.Empty(reading.Problems);
        return Assert.Single(reading.Documents);
    }
}
