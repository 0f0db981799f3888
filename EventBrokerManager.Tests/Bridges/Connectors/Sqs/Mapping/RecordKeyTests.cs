using System.Security.Cryptography;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Broker;
using static EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping.Samples;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping;

public sealed class RecordKeyTests
{
    private const string EveryGroupCharacter =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    [Theory]
    [InlineData("order-17")]
    [InlineData(EveryGroupCharacter)]
    public void Fifo_KeyThatSqsAllowsAsGroup_IsTheGroup(string key)
    {
        var message = Sent(U(key), fifo: true);
        Assert.Equal(key, message.GroupId);
        Assert.Null(Attribute(message, "ebkey"));
    }

    [Theory]
    [InlineData("order 17")]
    [InlineData("ordér")]
    [InlineData("a\n")]
    [InlineData("a\u007F")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Fifo_OtherKey_IsHashed_AndTravelsBeside(string key)
    {
        var message = Sent(U(key), fifo: true);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(U(key))), message.GroupId);
        Assert.Equal(key, Attribute(message, "ebkey"));
    }

    [Fact]
    public void Fifo_NullKey_GroupIsThePartition()
    {
        var message = Sent(null, fifo: true);
        Assert.Equal("partition-3", message.GroupId);
        Assert.Equal("String.null", Assert.Single(message.Attributes, a => a.Name == "ebkey").DataType);
    }

    [Fact]
    public void Fifo_EmptyKey_HasItsOwnGroup()
    {
        var message = Sent([], fifo: true);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), message.GroupId);
        Assert.Equal("String.empty", Assert.Single(message.Attributes, a => a.Name == "ebkey").DataType);
    }

    [Fact]
    public void Standard_KeyTravelsBeside_NullNeedsNothing()
    {
        Assert.Equal("order-17", Attribute(Sent(U("order-17"), fifo: false), "ebkey"));
        Assert.DoesNotContain(Sent(null, fifo: false).Attributes, a => a.Name == "ebkey");
    }

    [Fact]
    public void KeyThatIsNoText_TravelsAsBinary()
    {
        var attribute = Assert.Single(Sent([0xFF, 1], fifo: true).Attributes, a => a.Name == "ebkey");
        Assert.Equal("Binary", attribute.DataType);
        Assert.Equal([0xFF, 1], attribute.BinaryValue!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryKey_ComesBack(bool fifo)
    {
        byte[]?[] keys = [null, [], U("k"), U("a b"), [0xFF], [0], U(EveryGroupCharacter), U("partition-3"), U("null"), new byte[300]];
        foreach (var key in keys)
        {
            foreach (var headers in (Header[][])[[], [H("ce_partitionkey", "pk")], [H("ce_partitionkey", "")]])
            {
                var sent = Mapped(SqsMapping.ToSqs(Record([.. Required(), .. headers], "{}", key), Out with { IsFifo = fifo }));
                SqsLimits.Check(sent, fifo);
                Assert.Equal(key, Mapped(SqsMapping.ToKafka(Received(sent), In)).Key);
            }
        }
    }

    [Fact]
    public void StructuredWithPartitionKey_NullKeyComesBackNull()
    {
        var sent = Mapped(SqsMapping.ToSqs(StructuredEvent(Json(",\"partitionkey\":\"pk\"")), Out));
        Assert.Null(Mapped(SqsMapping.ToKafka(Received(sent), In)).Key);
    }

    [Fact]
    public void In_KeyIsEbkey_ElseGroup_ElsePartitionKey()
    {
        var attribute = SqsAttribute.Text("ce_partitionkey", "pk");
        var number = new SqsAttribute("ebkey", "Number", U("17"));
        Assert.Equal("17", Key(BinaryMessage("{}", attribute, number) with { GroupId = "g" }));
        Assert.Equal("g", Key(BinaryMessage("{}", attribute) with { GroupId = "g" }));
        Assert.Equal("pk", Key(BinaryMessage("{}", attribute)));
        Assert.Equal("pk", Key(StructuredMessage(Json(",\"partitionkey\":\"pk\""))));
        Assert.Null(Mapped(SqsMapping.ToKafka(BinaryMessage("{}"), In)).Key);
        Assert.Null(Mapped(SqsMapping.ToKafka(StructuredMessage(Json(",\"partitionkey\":5")), In)).Key);
    }

    [Fact]
    public void Deduplication_SameRecordSameId_AnyDifferenceAnother()
    {
        var place = new PartitionId("t", 1);
        string[] ids =
        [
            Deduplication.Id("s"u8, "i"u8, place, 7, 0),
            Deduplication.Id("si"u8, ""u8, place, 7, 0),
            Deduplication.Id(""u8, "si"u8, place, 7, 0),
            Deduplication.Id("s"u8, "it"u8, new PartitionId("", 1), 7, 0),
            Deduplication.Id("s"u8, "j"u8, place, 7, 0),
            Deduplication.Id("s"u8, "i"u8, new PartitionId("u", 1), 7, 0),
            Deduplication.Id("s"u8, "i"u8, new PartitionId("t", 2), 7, 0),
            Deduplication.Id("s"u8, "i"u8, place, 8, 0),
            Deduplication.Id("s"u8, "i"u8, place, 7, 1),
            Deduplication.Id(new byte[5_000], "i"u8, place, 7, 0),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids[0], Deduplication.Id("s"u8, "i"u8, place, 7, 0));
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{64}$", id));
    }

    [Fact]
    public void Redrive_GetsAnotherDeduplicationId_AndTheSameGroup()
    {
        var record = Record(Required(), "{}", U("k"));
        var first = Mapped(SqsMapping.ToSqs(record, OutFifo));
        var again = Mapped(SqsMapping.ToSqs(record, OutFifo with { RedriveNumber = 1 }));
        Assert.Equal(first.GroupId, again.GroupId);
        Assert.NotEqual(first.DeduplicationId, again.DeduplicationId);
    }

    private static string Key(ReceivedMessage message) => S(Mapped(SqsMapping.ToKafka(message, In)).Key);

    private static SqsMessage Sent(byte[]? key, bool fifo)
    {
        var message = Mapped(SqsMapping.ToSqs(Record(Required(), "{}", key), Out with { IsFifo = fifo }));
        SqsLimits.Check(message, fifo);
        return message;
    }
}
