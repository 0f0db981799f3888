using Amazon.SQS;
using Amazon.SQS.Model;

namespace EventBrokerManager.Tests.LocalQueues;

public sealed class SqsBatchTests : IAsyncLifetime
{
    private LocalQueuesHost _host = null!;
    private string _url = null!;

    private AmazonSQSClient Sqs => _host.Client;

    public async Task InitializeAsync()
    {
        _host = await LocalQueuesHost.StartAsync();
        _url = (await Sqs.CreateQueueAsync("orders")).QueueUrl;
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task SendBatch_BadEntries_OthersArrive()
    {
        var answer = await Sqs.SendMessageBatchAsync(_url,
        [
            new("good", "1"),
            new("forbidden", "a\u0001b"),
            new("attributes", "2") { MessageAttributes = Enumerable.Range(0, 11).ToDictionary(i => $"a{i}", _ => new MessageAttributeValue { DataType = "String", StringValue = "x" }) },
            new("reserved", "3") { MessageAttributes = new() { ["aws.x"] = new() { DataType = "String", StringValue = "x" } } },
            new("empty-value", "4") { MessageAttributes = new() { ["x"] = new() { DataType = "String", StringValue = "" } } },
            new("group", "5") { MessageGroupId = new string('g', 129) },
            new("deduplication", "6") { MessageDeduplicationId = "d" },
            new("also-good", "7"),
        ]);
        Assert.Equal(["good", "also-good"], answer.Successful.Select(s => s.Id));
        Assert.Equal(
            [("forbidden", "InvalidMessageContents"), ("attributes", "InvalidParameterValue"), ("reserved", "InvalidParameterValue"),
                ("empty-value", "InvalidParameterValue"), ("group", "InvalidParameterValue"), ("deduplication", "InvalidParameterValue")],
            answer.Failed.Select(f => (f.Id, f.Code)));
        Assert.All(answer.Failed, f => Assert.True(f.SenderFault));
        Assert.Equal(["1", "7"], _host.Queues.Peek("orders", 10).Select(m => m.Body));
    }

    [Fact]
    public async Task SendBatch_Empty_Refused() =>
        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => Sqs.SendMessageBatchAsync(_url, []));

    [Fact]
    public async Task SendBatch_Eleven_Refused() =>
        await Assert.ThrowsAsync<TooManyEntriesInBatchRequestException>(() =>
            Sqs.SendMessageBatchAsync(_url, [.. Enumerable.Range(0, 11).Select(i => new SendMessageBatchRequestEntry($"e{i}", "x"))]));

    [Fact]
    public async Task SendBatch_SameIdTwice_Refused() =>
        await Assert.ThrowsAsync<BatchEntryIdsNotDistinctException>(() => Sqs.SendMessageBatchAsync(_url, [new("a", "1"), new("a", "2")]));

    [Fact]
    public async Task SendBatch_BadEntryId_Refused() =>
        await Assert.ThrowsAsync<InvalidBatchEntryIdException>(() => Sqs.SendMessageBatchAsync(_url, [new("a b", "1")]));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task SendBatch_OneMebibyteTogether_AndNotAByteMore(int more, bool taken)
    {
        List<SendMessageBatchRequestEntry> entries = [new("a", new string('x', 524_288)), new("b", new string('x', 524_288 + more))];
        if (taken)
        {
            Assert.Equal(2, (await Sqs.SendMessageBatchAsync(_url, entries)).Successful.Count);
            return;
        }
        var refusal = await Assert.ThrowsAsync<BatchRequestTooLongException>(() => Sqs.SendMessageBatchAsync(_url, entries));
        Assert.Equal("AWS.SimpleQueueService.BatchRequestTooLong", refusal.ErrorCode);
        Assert.Empty(_host.Queues.Peek("orders", 10));
    }

    [Fact]
    public async Task Send_AttributesCountTowardsTheSize()
    {
        var message = new SendMessageRequest(_url, new string('x', 1_048_576 - 10)) { MessageAttributes = new() { ["name"] = new() { DataType = "String", StringValue = "v" } } };
        Assert.Equal("InvalidParameterValue", (await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(message))).ErrorCode);
        message.MessageBody = new string('x', 1_048_576 - 11);
        await Sqs.SendMessageAsync(message);
    }

    [Fact]
    public async Task Send_EmptyBody_MissingParameter() =>
        Assert.Equal("MissingParameter", (await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(_url, ""))).ErrorCode);

    [Fact]
    public async Task DeleteBatch_BadHandle_OnlyThatOneFails()
    {
        await Sqs.SendMessageAsync(_url, "x");
        var handle = (await Sqs.ReceiveMessageAsync(_url)).Messages[0].ReceiptHandle;
        var answer = await Sqs.DeleteMessageBatchAsync(_url, [new("good", handle), new("bad", "nonsense")]);
        Assert.Equal(["good"], answer.Successful.Select(s => s.Id));
        Assert.Equal([("bad", "ReceiptHandleIsInvalid")], answer.Failed.Select(f => (f.Id, f.Code)));
    }

    [Fact]
    public async Task ChangeVisibilityBatch_EntryByEntry()
    {
        await Sqs.SendMessageBatchAsync(_url, [new("a", "1"), new("b", "2")]);
        var received = (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(_url) { MaxNumberOfMessages = 10 })).Messages;
        var answer = await Sqs.ChangeMessageVisibilityBatchAsync(_url,
            [new("good", received[0].ReceiptHandle) { VisibilityTimeout = 0 }, new("too-long", received[1].ReceiptHandle) { VisibilityTimeout = 43_201 }]);
        Assert.Equal(["good"], answer.Successful.Select(s => s.Id));
        Assert.Equal([("too-long", "InvalidParameterValue")], answer.Failed.Select(f => (f.Id, f.Code)));
        Assert.Equal("1", Assert.Single((await Sqs.ReceiveMessageAsync(_url)).Messages).Body);
    }
}
