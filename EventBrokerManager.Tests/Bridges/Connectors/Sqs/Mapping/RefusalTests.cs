using EventBrokerManager.Bridges.Connectors.CloudEvents;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping.Samples;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping;

public sealed class RefusalTests
{
    private static readonly string Sixteen = string.Join(',', Enumerable.Range(1, 16).Select(i => $"{i:x32}.out"));

    [Theory]
    [InlineData("ce_id")]
    [InlineData("ce_source")]
    [InlineData("ce_specversion")]
    [InlineData("ce_type")]
    public void Out_RequiredAttributeMissingEmptyOrNull_Refused(string name)
    {
        var others = Required().Where(h => h.Name != name).ToList();
        IsRefused(SqsMapping.ToSqs(Record(others), Out), RefusalCodes.MissingAttribute, $"lacks {name}.", "publishing app");
        IsRefused(SqsMapping.ToSqs(Record([.. others, H(name, "")]), Out), RefusalCodes.MissingAttribute, name);
        IsRefused(SqsMapping.ToSqs(Record([.. others, H(name, null)]), Out), RefusalCodes.MissingAttribute, name);
    }

    [Theory]
    [InlineData("ce_id")]
    [InlineData("ce_source")]
    [InlineData("ce_specversion")]
    [InlineData("ce_type")]
    public void In_RequiredAttributeMissing_Refused(string name)
    {
        var attributes = Required().Where(h => h.Name != name).Select(h => SqsAttribute.Text(h.Name, h.Value!)).ToArray();
        IsRefused(SqsMapping.ToKafka(Message("{}", attributes), In), RefusalCodes.MissingAttribute, $"lacks {name}.", "sender to the queue");
    }

    [Fact]
    public void NoAttributesAtAll_Refused_AllAreNamed()
    {
        const string All = "lacks ce_id, ce_source, ce_specversion and ce_type.";
        IsRefused(SqsMapping.ToSqs(Record([]), Out), RefusalCodes.MissingAttribute, All);
        IsRefused(SqsMapping.ToKafka(Message("hello"), In), RefusalCodes.MissingAttribute, All);
    }

    [Fact]
    public void AttributeNamesInOtherCase_AreOrdinaryHeaders_Refused() =>
        IsRefused(SqsMapping.ToSqs(Record(Required().Select(h => new Header(h.Name.ToUpperInvariant(), h.Value))), Out),
            RefusalCodes.MissingAttribute);

    [Theory]
    [InlineData("0.3")]
    [InlineData("1")]
    [InlineData("1.0.1")]
    [InlineData(" 1.0")]
    public void OtherSpecVersion_Refused(string version)
    {
        var headers = Required().Select(h => h.Name == "ce_specversion" ? H(h.Name, version) : h).ToList();
        var json = Json().Replace("\"1.0\"", $"\"{version}\"", StringComparison.Ordinal);
        var attributes = headers.Select(h => SqsAttribute.Text(h.Name, h.Value!)).ToArray();
        IsRefused(SqsMapping.ToSqs(Record(headers), Out), RefusalCodes.UnsupportedSpecVersion, $"\"{version}\"", "only 1.0");
        IsRefused(SqsMapping.ToSqs(StructuredEvent(json), Out), RefusalCodes.UnsupportedSpecVersion, $"\"{version}\"");
        IsRefused(SqsMapping.ToKafka(Message("{}", attributes), In), RefusalCodes.UnsupportedSpecVersion, $"\"{version}\"");
        IsRefused(SqsMapping.ToKafka(StructuredMessage(json), In), RefusalCodes.UnsupportedSpecVersion, $"\"{version}\"");
    }

    [Fact]
    public void OtherType_PassedOverOnTheWayOut_RefusedOnTheWayIn()
    {
        var outgoing = new OutgoingRules("OrderPlaced", EventFormat.Binary, Bridge);
        var incoming = new IncomingRules("OrderPlaced", EventFormat.Binary, Bridge);
        Assert.True(SqsMapping.ToSqs(Event(), outgoing).IsPassedOver);
        Assert.True(SqsMapping.ToSqs(StructuredEvent(Json()), outgoing).IsPassedOver);
        // Whatever else is wrong with it: it is another connection's event.
        Assert.True(SqsMapping.ToSqs(Record([H("ce_type", EventType), H("ce_specversion", "0.3")]), outgoing).IsPassedOver);
        IsRefused(SqsMapping.ToKafka(BinaryMessage("{}"), incoming), RefusalCodes.WrongType, "\"OrderShipped\"", "\"OrderPlaced\"");
        IsRefused(SqsMapping.ToKafka(StructuredMessage(Json()), incoming), RefusalCodes.WrongType, "\"OrderShipped\"", "\"OrderPlaced\"");
        Assert.False(SqsMapping.ToSqs(Event(), Out).IsPassedOver);
    }

    [Theory]
    [InlineData("ce_id", "1")]
    [InlineData("ce_type", EventType)]
    [InlineData("ce_type", "OrderPlaced")]
    [InlineData("ce_source", "/other")]
    [InlineData("ce_id", null)]
    public void Out_AttributeTwice_Refused(string name, string? second) =>
        IsRefused(SqsMapping.ToSqs(Event(H(name, second)), Out), RefusalCodes.DuplicateAttribute, $"\"{name}\"");

    [Theory]
    [InlineData("ce_color", "blue")]
    [InlineData("content-type", "text/plain")]
    [InlineData("ce_ebtrail", OutEntry)]
    public void Out_OptionalAttributeTwice_Refused(string name, string value) =>
        IsRefused(SqsMapping.ToSqs(Event(H(name, value), H(name, value)), Out), RefusalCodes.DuplicateAttribute, name);

    [Fact]
    public void Out_AttributeTwiceAmongManyHeaders_Refused() =>
        IsRefused(SqsMapping.ToSqs(Event([.. Enumerable.Range(0, 100).Select(i => H($"x-{i}", "1")), H("ce_id", "2")]), Out),
            RefusalCodes.DuplicateAttribute, "ce_id");

    [Fact]
    public void JsonMemberTwice_Refused()
    {
        IsRefused(SqsMapping.ToSqs(StructuredEvent(Json(""","id":"2" """)), Out), RefusalCodes.DuplicateAttribute, "\"id\"");
        IsRefused(SqsMapping.ToKafka(StructuredMessage(Json(""","\u0069d":"2" """)), In), RefusalCodes.DuplicateAttribute, "\"id\"");
        var many = string.Concat(Enumerable.Range(0, 50).Select(i => $",\"x{i}\":1"));
        IsRefused(SqsMapping.ToKafka(StructuredMessage(Json(many + ",\"x7\":1")), In), RefusalCodes.DuplicateAttribute, "\"x7\"");
    }

    [Theory]
    [InlineData("ce_id")]
    [InlineData("ce_color")]
    [InlineData("content-type")]
    public void AttributeNotUtf8_Refused(string name)
    {
        byte[] broken = [0x61, 0xC3, 0x28];
        var headers = Required().Where(h => h.Name != name).Append(new Header(name, broken)).ToList();
        IsRefused(SqsMapping.ToSqs(Record(headers), Out), RefusalCodes.NotUtf8, name);
        var attributes = headers.Select(h => SqsAttribute.Binary(h.Name, h.Value!)).ToArray();
        IsRefused(SqsMapping.ToKafka(Message("{}", attributes), In), RefusalCodes.NotUtf8, name);
    }

    [Fact]
    public void StructuredEventNotUtf8_Refused()
    {
        byte[] json = [.. U(Json(",\"data\":\"")).SkipLast(1), 0xFF, .. "\"}"u8];
        IsRefused(SqsMapping.ToSqs(Record([H("content-type", "application/cloudevents+json")], json), Out), RefusalCodes.NotUtf8);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"specversion\":\"1.0\",}")]
    [InlineData("{\"specversion\":\"1.0\"} x")]
    [InlineData("{'id':'1'}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("/* */{}")]
    public void MalformedJson_Refused(string json)
    {
        IsRefused(SqsMapping.ToSqs(StructuredEvent(json), Out), RefusalCodes.MalformedJson);
        IsRefused(SqsMapping.ToKafka(StructuredMessage(json), In), RefusalCodes.MalformedJson);
    }

    [Fact]
    public void StructuredWithNullValue_Refused() =>
        IsRefused(SqsMapping.ToSqs(Record([H("content-type", "application/cloudevents+json")], (byte[]?)null), Out),
            RefusalCodes.MalformedJson, "empty");

    [Fact]
    public void BrokenJson_ReasonSaysWhere() =>
        IsRefused(SqsMapping.ToSqs(StructuredEvent("{\n  \"id\": x"), Out), RefusalCodes.MalformedJson, "line 2, at byte 9");

    [Theory]
    [InlineData(""","data":1,"data_base64":"AA==" """, "data and data_base64")]
    [InlineData(""","data_base64":"???" """, "no base64")]
    [InlineData(""","data_base64":5""", "no base64")]
    public void UnreadableData_Refused(string members, string words)
    {
        IsRefused(SqsMapping.ToSqs(StructuredEvent(Json(members)), Out), RefusalCodes.MalformedJson, words);
        IsRefused(SqsMapping.ToKafka(StructuredMessage(Json(members)), In), RefusalCodes.MalformedJson, words);
    }

    [Theory]
    [InlineData("\"id\":5", "lacks id")]
    [InlineData("\"id\":\"\"", "lacks id")]
    [InlineData("\"id\":null", "lacks id")]
    [InlineData("\"id\":\"\\ud800\"", "lacks id")]
    [InlineData("\"other\":1", "lacks id")]
    public void StructuredWithoutUsableId_Refused(string member, string words)
    {
        var json = Json().Replace("\"id\":\"1\"", member, StringComparison.Ordinal);
        IsRefused(SqsMapping.ToSqs(StructuredEvent(json), Out), RefusalCodes.MissingAttribute, words);
        IsRefused(SqsMapping.ToKafka(StructuredMessage(json), In), RefusalCodes.MissingAttribute, words);
    }

    [Theory]
    [InlineData("application/cloudevents")]
    [InlineData("application/cloudevents+avro")]
    [InlineData("application/cloudevents-batch+json")]
    [InlineData("Application/CloudEvents+xml")]
    [InlineData("application/cloudevents+json; charset=utf-16")]
    public void StructuredInAnotherFormat_Refused(string contentType)
    {
        IsRefused(SqsMapping.ToSqs(Record([H("content-type", contentType)], Json()), Out), RefusalCodes.UnsupportedFormat, contentType);
        IsRefused(SqsMapping.ToKafka(Message(Json(), SqsAttribute.Text("content-type", contentType)), In),
            RefusalCodes.UnsupportedFormat, contentType);
    }

    [Fact]
    public void PassedThisBridgeBefore_Refused()
    {
        IsRefused(SqsMapping.ToSqs(Event(H("ce_ebtrail", OutEntry)), Out), RefusalCodes.Loop, "circle");
        IsRefused(SqsMapping.ToSqs(StructuredEvent(Json($",\"ebtrail\":\"{OutEntry}\"")), Out), RefusalCodes.Loop);
        IsRefused(SqsMapping.ToKafka(BinaryMessage("{}", SqsAttribute.Text("ce_ebtrail", $"{OutEntry},{InEntry}")), In), RefusalCodes.Loop);
        IsRefused(SqsMapping.ToKafka(StructuredMessage(Json($",\"ebtrail\":\"{InEntry}\"")), In), RefusalCodes.Loop);
    }

    [Fact]
    public void PassedSixteenBridges_Refused_FifteenAreFine()
    {
        var fifteen = Sixteen[..Sixteen.LastIndexOf(',')];
        IsRefused(SqsMapping.ToSqs(Event(H("ce_ebtrail", Sixteen)), Out), RefusalCodes.Loop, "16");
        IsRefused(SqsMapping.ToKafka(BinaryMessage("{}", SqsAttribute.Text("ce_ebtrail", Sixteen)), In), RefusalCodes.Loop, "16");
        Assert.Equal($"{fifteen},{OutEntry}", Attribute(Mapped(SqsMapping.ToSqs(Event(H("ce_ebtrail", fifteen)), Out)), "ce_ebtrail"));
    }

    [Fact]
    public void TooLarge_Refused_WithBothSizes()
    {
        var size = Mapped(SqsMapping.ToSqs(Event(), Out)).Bytes;
        Mapped(SqsMapping.ToSqs(Event(), Out with { MaximumBytes = size }));
        IsRefused(SqsMapping.ToSqs(Event(), Out with { MaximumBytes = size - 1 }), RefusalCodes.TooLarge, $"takes {size} bytes", $"allows {size - 1}");

        var fits = new byte[1_048_576 - size + 2];
        fits.AsSpan().Fill((byte)'x');
        Assert.Equal(1_048_576, Mapped(SqsMapping.ToSqs(Record(Required(), fits), Out)).Bytes);
        IsRefused(SqsMapping.ToSqs(Record(Required(), [.. fits, (byte)'x']), Out), RefusalCodes.TooLarge, "1,048,577", "1,048,576");
        IsRefused(SqsMapping.ToSqs(Record(Required(), new byte[2_000_000]), Out), RefusalCodes.TooLarge, "2,000,000");
    }

    [Fact]
    public void HostileText_IsShortAndHarmlessInTheReason()
    {
        var type = "x\u202E\u0007\n" + new string('y', 100_000);
        var refusal = SqsMapping.ToKafka(Message("{}", [.. Required().Where(h => h.Name != "ce_type").Select(h => SqsAttribute.Text(h.Name, h.Value!)),
            SqsAttribute.Text("ce_type", type)]), In).Refusal!;
        Assert.Equal(RefusalCodes.WrongType, refusal.Code);
        Assert.InRange(refusal.Reason.Length, 1, 700);
        Assert.DoesNotContain('\u202E', refusal.Reason);
        Assert.DoesNotContain('\n', refusal.Reason);
    }

    private static void IsRefused(Outgoing outgoing, string code, params string[] words)
    {
        Assert.Null(outgoing.Message);
        IsRefused(outgoing.Refusal, code, words);
    }

    private static void IsRefused(Incoming incoming, string code, params string[] words)
    {
        Assert.Null(incoming.Record);
        IsRefused(incoming.Refusal, code, words);
    }

    private static void IsRefused(Refusal? refusal, string code, string[] words)
    {
        Assert.NotNull(refusal);
        Assert.True(code == refusal.Code, $"{refusal.Code}: {refusal.Reason}");
        Assert.EndsWith(".", refusal.Reason, StringComparison.Ordinal);
        foreach (var word in words)
            Assert.Contains(word, refusal.Reason, StringComparison.Ordinal);
    }
}
