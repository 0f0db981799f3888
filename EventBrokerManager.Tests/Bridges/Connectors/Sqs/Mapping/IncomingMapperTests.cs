using EventBrokerManager.Bridges.Connectors.CloudEvents;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Broker;
using static EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping.Samples;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping;

public sealed class IncomingMapperTests
{
    [Fact]
    public void BinaryMessage_AttributesBecomeHeaders_BodyIsTheValue()
    {
        var message = BinaryMessage("{ }", SqsAttribute.Text("content-type", "application/json"), SqsAttribute.Binary("bin", [0xFF, 0]),
            new SqsAttribute("count", "Number.int", U("007")));
        var record = In(message);
        Assert.Same(message.Body, record.Value);
        Assert.Equal(
            Lines([.. Required(), H("content-type", "application/json"), new Header("bin", [0xFF, 0]), H("count", "007")]),
            Lines(record.Headers));
        Assert.Equal(InEntry, HeaderOf(record, "ce_ebtrail"));
    }

    [Fact]
    public void Trail_IsContinuedWhereItIsOurs_AndOverwrittenWhereItIsNot()
    {
        Assert.Equal($"{OutEntry},{InEntry}", HeaderOf(In(BinaryMessage("{}", SqsAttribute.Text("ce_ebtrail", OutEntry))), "ce_ebtrail"));
        Assert.Equal(InEntry, HeaderOf(In(BinaryMessage("{}", SqsAttribute.Text("ce_ebtrail", "x"))), "ce_ebtrail"));
        Assert.Equal($"{OutEntry},{InEntry}", HeaderOf(In(StructuredMessage(Json($",\"ebtrail\":\"{OutEntry}\""))), "ce_ebtrail"));
        Assert.Equal(InEntry, HeaderOf(In(StructuredMessage(Json(",\"ebtrail\":[1]"))), "ce_ebtrail"));
    }

    [Fact]
    public void StructuredMessage_BecomesBinary()
    {
        var record = In(StructuredMessage(Json(
            """ , "subject" : "caf\u00e9", "datacontenttype":"application/json", "time":"2026-01-02T03:04:05.123456789+01:00", "none":null, "data" : { "n" : 1.0 } """),
            SqsAttribute.Text("traceparent", "00-1")));
        Assert.Equal("""{ "n" : 1.0 }""", S(record.Value));
        Assert.Equal(
            Lines([.. Required(), H("ce_subject", "café"), H("content-type", "application/json"),
                H("ce_time", "2026-01-02T03:04:05.123456789+01:00"), H("traceparent", "00-1")]),
            Lines(record.Headers));
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData(",\"data\":null", null, null)]
    [InlineData(",\"data\":\"x\"", "\"x\"", "application/json")]
    [InlineData(",\"data\":\"x\",\"datacontenttype\":\"text/plain\"", "x", "text/plain")]
    [InlineData(",\"data\":\"\",\"datacontenttype\":\"text/plain\"", "", "text/plain")]
    [InlineData(",\"data\":\"a\\nb\",\"datacontenttype\":\"application/x-thing\"", "a\nb", "application/x-thing")]
    [InlineData(",\"data_base64\":\"eA==\"", "x", null)]
    [InlineData(",\"data_base64\":\"eA=\\u003d\",\"data\":null", "x", null)]
    [InlineData(",\"data_base64\":\"\",\"datacontenttype\":\"application/json\"", "", "application/json")]
    public void StructuredData_BecomesItsBytes(string members, string? value, string? contentType)
    {
        var record = In(StructuredMessage(Json(members)));
        Assert.Equal(value, record.Value is null ? null : S(record.Value));
        Assert.Equal(contentType, HeaderOf(record, "content-type"));
    }

    [Theory]
    [InlineData(",\"n\":5")]
    [InlineData(",\"o\":{}")]
    [InlineData(",\"flag\":true")]
    [InlineData(",\"Name\":\"x\"")]
    [InlineData(",\"a_b\":\"x\"")]
    [InlineData(",\"x\":\"\\udc00\"")]
    [InlineData(",\"data\":\"\\udc00\",\"datacontenttype\":\"text/plain\"")]
    [InlineData(",\"data\":{},\"datacontenttype\":\"text/xml\"")]
    [InlineData(",\"data\":\"x\",\"datacontenttype\":\"text/plain;charset=utf-16\"")]
    [InlineData(",\"data\":{},\"datacontenttype\":\"application/cloudevents+json\"")]
    public void StructuredThatBinaryCannotSay_StaysStructured(string members)
    {
        var record = In(StructuredMessage(Json(members), SqsAttribute.Text("x-1", "1")));
        Assert.Equal(Json(members + $",\"ebtrail\":\"{InEntry}\""), S(record.Value));
        Assert.Equal(Lines([H("content-type", "application/cloudevents+json"), H("x-1", "1")]), Lines(record.Headers));
    }

    [Fact]
    public void StructuredWithAttributesBesideIt_StaysStructured()
    {
        var record = In(StructuredMessage(Json(), SqsAttribute.Text("ce_id", "other"), SqsAttribute.Text("ce_ebtrail", "other")));
        Assert.Equal(Lines([H("content-type", "application/cloudevents+json"), H("ce_id", "other")]), Lines(record.Headers));
        Assert.DoesNotContain(record.Headers, h => h.Name == "ce_ebtrail");
    }

    [Fact]
    public void FormatStructured_BinaryMessageIsEncoded()
    {
        var record = Mapped(SqsMapping.ToKafka(
            BinaryMessage("[1]", SqsAttribute.Text("x-1", "1"), SqsAttribute.Text("ce_ebtrail", OutEntry)), InStructured));
        Assert.Equal(Json($",\"ebtrail\":\"{OutEntry},{InEntry}\",\"data\":[1]"), S(record.Value));
        Assert.Equal(Lines([H("content-type", "application/cloudevents+json"), H("x-1", "1")]), Lines(record.Headers));
    }

    [Fact]
    public void FormatStructured_StructuredMessageKeepsItsContentType()
    {
        var record = Mapped(SqsMapping.ToKafka(
            Message(Json(",\"data\" : 1"), SqsAttribute.Text("content-type", "Application/CloudEvents+JSON; charset=UTF-8")), InStructured));
        Assert.Equal(Json($",\"data\":1,\"ebtrail\":\"{InEntry}\""), S(record.Value));
        Assert.Equal("Application/CloudEvents+JSON; charset=UTF-8", HeaderOf(record, "content-type"));
    }

    [Fact]
    public void CarriedHeaders_GoBackToTheirPlaces()
    {
        var record = In(BinaryMessage("{}", SqsAttribute.Text("ebheaders", """[[0,"a","é"],[2,"b",null],[9,"c",{"base64":"/w=="}],[10,"c",""]]""")));
        var required = Required();
        Assert.Equal(
            Lines([H("a", "é"), required[0], H("b", null), .. required[1..], new Header("c", [0xFF]), H("c", "")]), Lines(record.Headers));
        Assert.DoesNotContain(record.Headers, h => h.Name == "ebheaders");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[[0,\"a\"]]")]
    [InlineData("[[0,\"a\",1]]")]
    [InlineData("[[0,\"a\",\"b\",\"c\"]]")]
    [InlineData("[[-1,\"a\",\"b\"]]")]
    [InlineData("[[1.5,\"a\",\"b\"]]")]
    [InlineData("[[1,\"a\",\"b\"],[1,\"c\",\"d\"]]")]
    [InlineData("[[0,null,\"b\"]]")]
    [InlineData("[[0,\"\\ud800\",\"b\"]]")]
    [InlineData("[[0,\"a\",{\"base64\":\"?\"}]]")]
    [InlineData("[[0,\"a\",{\"other\":\"\"}]]")]
    [InlineData("[[0,\"a\",\"b\"]] x")]
    [InlineData("[[0,\"ce_type\",\"OrderPlaced\"]]")]
    [InlineData("[[0,\"ce_type\",\"\"]]")]
    [InlineData("[[0,\"ce_color\",\"blue\"]]")]
    [InlineData("[[0,\"ce_color\",null],[1,\"ce_color\",null]]")]
    [InlineData("[[0,\"content-type\",\"application/cloudevents+json\"]]")]
    [InlineData("[[0,\"ce_ebtrail\",\"x\"]]")]
    public void ForeignCarriedHeaders_AreAHeaderLikeAnyOther(string value)
    {
        var record = In(BinaryMessage("{}", SqsAttribute.Text("ebheaders", value)));
        Assert.Equal(Lines([.. Required(), H("ebheaders", value)]), Lines(record.Headers));
    }

    [Theory]
    [InlineData("ce_type", "OrderPlaced")]
    [InlineData("ce_subject", "")]
    public void StructuredWithCarriedAttributeBesideIt_StaysStructured(string name, string value)
    {
        var record = In(StructuredMessage(Json(",\"subject\":\"s\""), SqsAttribute.Text("ebheaders", $"[[0,\"{name}\",\"{value}\"]]")));
        Assert.Equal(Lines([H(name, value), H("content-type", "application/cloudevents+json")]), Lines(record.Headers));
    }

    [Fact]
    public void KeptMessage_MapsAsTheMessageItself()
    {
        ReceivedMessage[] messages =
        [
            BinaryMessage("{}"),
            BinaryMessage("{}", SqsAttribute.Text("ce_partitionkey", "pk")),
            BinaryMessage("{}", SqsAttribute.Text("ce_partitionkey", "pk"), new SqsAttribute("ebkey", "String.null", U("null"))),
            BinaryMessage("{}", new SqsAttribute("ebkey", "String.empty", U("empty"))),
            BinaryMessage("{}", SqsAttribute.Binary("ebkey", [0xFF]), SqsAttribute.Binary("bin", [0, 0xFF])),
            BinaryMessage("{}", SqsAttribute.Text("ebheaders", """[[0,"a",null]]""")) with { GroupId = "g" },
            StructuredMessage(Json(",\"partitionkey\":\"pk\"")),
        ];
        foreach (var message in messages)
        {
            var direct = In(message);
            var kept = KeptMessage.Keep(message);
            Assert.Equal("1", EventIdentity.Of(kept.Headers, kept.Value).Id);
            Assert.Equal(EventType, EventIdentity.Of(kept.Headers, kept.Value).Type);
            var again = In(KeptMessage.Restore(kept, "m-1"));
            Assert.Equal(direct.Key, again.Key);
            Assert.Equal(direct.Value, again.Value);
            Assert.Equal(Lines(direct.Headers), Lines(again.Headers));
        }
    }

    [Fact]
    public void Identity_OfWhatIsNoEvent_IsUnknown()
    {
        Assert.Equal(default, EventIdentity.Of([], null));
        Assert.Equal(default, EventIdentity.Of([H("content-type", "application/cloudevents+json")], U("{")));
    }

    private static EventRecord In(ReceivedMessage message) => Mapped(SqsMapping.ToKafka(message, Samples.In));
}
