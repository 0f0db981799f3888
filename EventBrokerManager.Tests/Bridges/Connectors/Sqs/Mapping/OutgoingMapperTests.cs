using System.Text.Json;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Broker;
using static EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping.Samples;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping;

public sealed class OutgoingMapperTests
{
    [Fact]
    public void BinaryEvent_AttributesAndBodyAsTheyAre()
    {
        var record = Event(H("content-type", "application/json"), H("traceparent", "00-1"));
        var message = Sent(Record(record.Record.Headers, """{ "n": 1 }"""));
        Assert.Equal("""{ "n": 1 }""", message.Body);
        Assert.Equal(
            ["ce_specversion=1.0", "ce_id=1", "ce_source=/orders", $"ce_type={EventType}", "content-type=application/json", "traceparent=00-1",
                $"ce_ebtrail={OutEntry}"],
            message.Attributes.Select(a => $"{a.Name}={a.StringValue}"));
        Assert.All(message.Attributes, a => Assert.Equal("String", a.DataType));
        Assert.Null(message.GroupId);
        Assert.Null(message.DeduplicationId);
    }

    [Fact]
    public void BinaryEvent_BodyIsTheRecordsOwnArray()
    {
        var record = Event();
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(Sent(record).BodyUtf8, out var body));
        Assert.Same(record.Record.Value, body.Array);
    }

    [Fact]
    public void ElevenHeaders_TheRestTravelsInOneAttribute()
    {
        var message = Sent(Event([.. Enumerable.Range(0, 20).Select(i => H($"x-{i}", $"value {i}"))]));
        Assert.Equal(10, message.Attributes.Count);
        Assert.Equal("value 3", Attribute(message, "x-3"));
        Assert.Null(Attribute(message, "x-4"));
        using var carried = JsonDocument.Parse(Attribute(message, "ebheaders")!);
        Assert.Equal(16, carried.RootElement.GetArrayLength());
        Assert.Equal("""[8,"x-4","value 4"]""", carried.RootElement[0].GetRawText());
    }

    [Fact]
    public void ExactlyTenAttributes_NoneIsCarried()
    {
        var message = Sent(Event([.. Enumerable.Range(0, 5).Select(i => H($"x-{i}", "1"))]));
        Assert.Equal(10, message.Attributes.Count);
        Assert.Null(Attribute(message, "ebheaders"));
    }

    [Fact]
    public void HeadersThatSqsCannotTake_AreCarriedInOrder()
    {
        var message = Sent(Record([new Header("bin", [0xFF, 0]), .. Required(), H("x", "1"), H("x", "2"), H("none", null), H("empty", ""),
            H("no blanks", "é"), H("AWS.x", "1"), H("ebkey", "mine"), H("control", "\u0001")]));
        Assert.Equal(
            """[[0,"bin",{"base64":"/wA="}],[5,"x","1"],[6,"x","2"],[7,"none",null],[8,"empty",""],[9,"no blanks","é"],[10,"AWS.x","1"],[11,"ebkey","mine"],[12,"control","\u0001"]]""",
            Attribute(message, "ebheaders"));
        Assert.Equal(6, message.Attributes.Count);
    }

    [Theory]
    [InlineData("a b", false)]
    [InlineData(".a", false)]
    [InlineData("a.", false)]
    [InlineData("a..b", false)]
    [InlineData("amazon.x", false)]
    [InlineData("Aws.x", false)]
    [InlineData("é", false)]
    [InlineData("", false)]
    [InlineData("a.b-c_D9", true)]
    [InlineData("aws", true)]
    public void AttributeNames_AsSqsAllowsThem(string name, bool allowed)
    {
        Assert.Equal(allowed, SqsText.IsAttributeName(name));
        Assert.Equal(!allowed, Attribute(Sent(Event(H(name, "1"))), "ebheaders") is not null);
    }

    [Fact]
    public void AttributeNames_256CharactersAtMost()
    {
        Assert.True(SqsText.IsAttributeName(new string('a', 256)));
        Assert.False(SqsText.IsAttributeName(new string('a', 257)));
    }

    [Theory]
    [InlineData(null, "application/json", null)]
    [InlineData("", "application/json", "\"data_base64\":\"\"")]
    [InlineData("{\"a\":\"\\u0001\"}", "application/json", "plain")]
    [InlineData("null", "application/json", "plain")]
    [InlineData("a\u0001b", "text/plain", "\"data\":\"a\\u0001b\"")]
    [InlineData("a\uFFFFb", "text/plain; charset=UTF-8", "\"data\":\"a\\uFFFFb\"")]
    [InlineData("a\u0001b", "text/plain; charset=latin1", "\"data_base64\":\"YQFi\"")]
    [InlineData("\u0001", "image/png", "\"data_base64\":\"AQ==\"")]
    [InlineData("\u0001", null, "\"data_base64\":\"AQ==\"")]
    [InlineData("\"\uFFFE\"", "application/json", "\"data_base64\":\"Iu+/viI=\"")]
    public void DataThatIsNoBody_GoesStructured(string? data, string? contentType, string? expected)
    {
        Header[] type = contentType is null ? [] : [H("content-type", contentType)];
        var message = Sent(Record([.. Required(), .. type], data));
        if (expected == "plain")
        {
            Assert.Equal(data, message.Body);
            return;
        }
        Assert.Equal("application/cloudevents+json", Attribute(message, "content-type"));
        Assert.Single(message.Attributes);
        var member = contentType is null ? "" : $",\"datacontenttype\":\"{contentType}\"";
        Assert.Equal(Json(member + $",\"ebtrail\":\"{OutEntry}\"" + (expected is null ? "" : "," + expected)), message.Body);
    }

    [Fact]
    public void DataNotUtf8_GoesStructured() =>
        Assert.Equal(Json($",\"ebtrail\":\"{OutEntry}\",\"data_base64\":\"wyg=\""), Sent(Record(Required(), (byte[])[0xC3, 0x28])).Body);

    [Theory]
    [InlineData("""{"a":1.0}""", "application/json", """{"a":1.0}""")]
    [InlineData(" [1, 2]\n", "application/vnd.x+json", " [1, 2]\n")]
    [InlineData("5", "text/json; charset=utf-8", "5")]
    [InlineData("\"\\u00e9\\/\"", null, "\"\\u00e9\\/\"")]
    public void AlwaysStructured_JsonDataIsKeptVerbatim(string data, string? contentType, string expected)
    {
        Header[] type = contentType is null ? [] : [H("content-type", contentType)];
        var message = Mapped(SqsMapping.ToSqs(Record([.. Required(), .. type], data), OutStructured));
        Assert.EndsWith($",\"data\":{expected}}}", message.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("hello")]
    [InlineData("{} {}")]
    [InlineData("[1,]")]
    [InlineData("\uFEFF{}")]
    public void AlwaysStructured_WhatIsNoJsonValueGoesAsBase64(string data)
    {
        var message = Mapped(SqsMapping.ToSqs(Record([.. Required(), H("content-type", "application/json")], data), OutStructured));
        Assert.EndsWith($"\"data_base64\":\"{Convert.ToBase64String(U(data))}\"}}", message.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void AlwaysStructured_DeepJson_NeverDeeperThanReadersAccept()
    {
        foreach (var depth in (int[])[62, 63, 64, 500])
        {
            var data = new string('[', depth) + new string(']', depth);
            using var document = JsonDocument.Parse(Mapped(SqsMapping.ToSqs(Record(Required(), data), OutStructured)).Body);
            Assert.Equal(depth <= 63, document.RootElement.TryGetProperty("data", out _));
        }
    }

    [Theory]
    [InlineData("ce_color", "")]
    [InlineData("ce_color", "\u0000")]
    [InlineData("ce_subject", "a\uFFFEb")]
    public void AttributeThatSqsCannotTake_GoesStructured(string name, string value)
    {
        var message = Sent(Event(H(name, value)));
        using var document = JsonDocument.Parse(message.Body);
        Assert.Equal(value, document.RootElement.GetProperty(name[3..]).GetString());
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void MoreThanTenCloudEventsAttributes_GoStructured(int extensions, bool binary)
    {
        var message = Sent(Event([.. Enumerable.Range(0, extensions).Select(i => H($"ce_x{i}", "1"))]));
        Assert.Equal(binary, Attribute(message, "ce_id") is not null);
        Assert.Equal(binary ? 10 : 1, message.Attributes.Count);
    }

    [Fact]
    public void TenCloudEventsAttributesAndOneMoreHeader_GoStructured_TheHeaderStaysAnAttribute()
    {
        var message = Sent(Event([.. Enumerable.Range(0, 5).Select(i => H($"ce_x{i}", "1")), H("traceparent", "00-1")]));
        Assert.Equal(["content-type", "traceparent"], message.Attributes.Select(a => a.Name));
    }

    [Fact]
    public void EmptyCoreAttribute_IsNoAttribute_AndTravelsAsAHeader()
    {
        var message = Sent(Event(H("ce_subject", ""), H("ce_time", null), H("content-type", "")));
        Assert.Null(Attribute(message, "ce_subject"));
        Assert.Equal("""[[4,"ce_subject",""],[5,"ce_time",null],[6,"content-type",""]]""", Attribute(message, "ebheaders"));
        Assert.Equal("{}", message.Body);
    }

    [Fact]
    public void StructuredRecord_StaysStructured_MembersVerbatim()
    {
        var message = Sent(StructuredEvent("\n" + Json(""", "n" : 1.50, "o": {"a" : [ 1 ]}, "s":"\u00e9", "data" : { "x" : null } """) + "\n", H("x", "1")));
        Assert.Equal(
            Json($$""","n":1.50,"o":{"a" : [ 1 ]},"s":"\u00e9","data":{ "x" : null },"ebtrail":"{{OutEntry}}" """[..^1]), message.Body);
        Assert.Equal(["content-type", "x"], message.Attributes.Select(a => a.Name));
    }

    [Fact]
    public void StructuredRecord_ForbiddenCharactersAreEscaped_TheValueIsKept()
    {
        var message = Sent(StructuredEvent(Json(",\"data\":\"\uFFFF\uFFFD\uFFFE\"")));
        using var document = JsonDocument.Parse(message.Body);
        Assert.Equal("\uFFFF\uFFFD\uFFFE", document.RootElement.GetProperty("data").GetString());
    }

    [Fact]
    public void StructuredRecord_ForeignTrailIsOverwritten_OursIsContinued()
    {
        var other = new string('a', 32) + ".in";
        Assert.Contains($"\"ebtrail\":\"{OutEntry}\"", Sent(StructuredEvent(Json(",\"ebtrail\":7"))).Body, StringComparison.Ordinal);
        Assert.Contains($"\"ebtrail\":\"{other},{OutEntry}\"", Sent(StructuredEvent(Json($",\"ebtrail\":\"{other}\""))).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0123456789ABCDEF0123456789abcdef.out")]
    [InlineData("0123456789abcdef0123456789abcdef.up")]
    [InlineData("0123456789abcdef0123456789abcdee.out,")]
    [InlineData("0123456789abcdef0123456789abcdee.out, 0123456789abcdef0123456789abcdef.out")]
    [InlineData(OutEntry + ",x")]
    public void ForeignTrail_IsOverwritten(string trail) =>
        Assert.Equal(OutEntry, Attribute(Sent(Event(H("ce_ebtrail", trail))), "ce_ebtrail"));

    [Fact]
    public void TrailThatIsNoText_IsOverwritten()
    {
        Assert.Equal(OutEntry, Attribute(Sent(Event(new Header("ce_ebtrail", [0xFF]))), "ce_ebtrail"));
        Assert.Equal(OutEntry, Attribute(Sent(Event(H("ce_ebtrail", null))), "ce_ebtrail"));
    }

    [Fact]
    public void ManyHeaders_StillTenAttributes()
    {
        var message = Sent(Event([.. Enumerable.Range(0, 500).Select(i => H($"x-{i}", "1"))]));
        using var carried = JsonDocument.Parse(Attribute(message, "ebheaders")!);
        Assert.Equal(496, carried.RootElement.GetArrayLength());
    }

    [Fact]
    public void HeaderNameThatIsNoUnicode_IsCarriedAsFarAsItCanBe() =>
        Assert.Equal("""[[4,"a\uFFFD","1"]]""", Attribute(Sent(Event(H("a\ud800", "1"))), "ebheaders"));

    private static SqsMessage Sent(ConsumedRecord record)
    {
        var message = Mapped(SqsMapping.ToSqs(record, Out));
        SqsLimits.Check(message, isFifo: false);
        return message;
    }
}
