using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace EventBrokerManager.Tests.LocalQueues;

public sealed class SqsFifoTests : IAsyncLifetime
{
    private LocalQueuesHost _host = null!;
    private string _url = null!;

    private AmazonSQSClient Sqs => _host.Client;

    public async Task InitializeAsync()
    {
        _host = await LocalQueuesHost.StartAsync();
        _url = (await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = "shipments.fifo", Attributes = new() { ["FifoQueue"] = "true" } })).QueueUrl;
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task SeveralReceivers_EachGroupInOrder()
    {
        const int Groups = 8, PerGroup = 50;
        for (var n = 0; n < PerGroup; n++)
            await Sqs.SendMessageBatchAsync(_url, [.. Enumerable.Range(0, Groups).Select(g => Entry($"g{g}", n))]);
        var seen = new ConcurrentDictionary<string, ConcurrentQueue<int>>();
        var left = Groups * PerGroup;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (Volatile.Read(ref left) > 0)
            {
                var received = (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(_url)
                {
                    MaxNumberOfMessages = 3,
                    WaitTimeSeconds = 1,
                    MessageSystemAttributeNames = ["MessageGroupId"],
                })).Messages ?? [];
                foreach (var message in received)
                    seen.GetOrAdd(message.Attributes["MessageGroupId"], _ => new()).Enqueue(int.Parse(message.Body));
                if (received.Count == 0)
                    continue;
                await Sqs.DeleteMessageBatchAsync(_url, [.. received.Select((m, i) => new DeleteMessageBatchRequestEntry($"{i}", m.ReceiptHandle))]);
                Interlocked.Add(ref left, -received.Count);
            }
        }));
        Assert.Equal(Groups, seen.Count);
        Assert.All(seen.Values, numbers => Assert.Equal(Enumerable.Range(0, PerGroup), numbers));
    }

    [Fact]
    public async Task GroupInFlight_OnlyOtherGroupsAreHandedOut()
    {
        await Sqs.SendMessageBatchAsync(_url, [Entry("a", 1), Entry("a", 2), Entry("b", 3)]);
        var first = Assert.Single((await Sqs.ReceiveMessageAsync(_url)).Messages);
        var others = (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(_url) { MaxNumberOfMessages = 10 })).Messages;
        Assert.Equal(("1", "3"), (first.Body, Assert.Single(others).Body));
        await Sqs.ChangeMessageVisibilityAsync(_url, first.ReceiptHandle, 0);
        Assert.Equal(["1", "2"], (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(_url) { MaxNumberOfMessages = 10 })).Messages.Select(m => m.Body));
    }

    [Fact]
    public async Task Duplicate_SameAnswer_OneMessage()
    {
        var request = new SendMessageRequest(_url, "x") { MessageGroupId = "a", MessageDeduplicationId = "d" };
        var (first, second) = (await Sqs.SendMessageAsync(request), await Sqs.SendMessageAsync(request));
        Assert.Equal((first.MessageId, first.SequenceNumber), (second.MessageId, second.SequenceNumber));
        Assert.Single(_host.Queues.Peek("shipments.fifo", 10));
    }

    [Fact]
    public async Task ContentBased_SameBodyIsACopy()
    {
        await Sqs.SetQueueAttributesAsync(_url, new() { ["ContentBasedDeduplication"] = "true" });
        foreach (var body in new[] { "x", "x", "y" })
            await Sqs.SendMessageAsync(new SendMessageRequest(_url, body) { MessageGroupId = "a" });
        Assert.Equal(["x", "y"], _host.Queues.Peek("shipments.fifo", 10).Select(m => m.Body));
    }

    [Theory]
    [InlineData(null, "d", "MissingParameter")]
    [InlineData("g", null, "InvalidParameterValue")]
    [InlineData("two words", "d", "InvalidParameterValue")]
    [InlineData("gü", "d", "InvalidParameterValue")]
    public async Task Send_IdsMissingOrWrong_Refused(string? group, string? deduplication, string code)
    {
        var refusal = await Assert.ThrowsAnyAsync<AmazonSQSException>(() =>
            Sqs.SendMessageAsync(new SendMessageRequest(_url, "x") { MessageGroupId = group, MessageDeduplicationId = deduplication }));
        Assert.Equal(code, refusal.ErrorCode);
    }

    [Fact]
    public async Task SequenceNumbers_Rise()
    {
        var sent = (await Sqs.SendMessageBatchAsync(_url, [Entry("a", 1), Entry("b", 2), Entry("a", 3)])).Successful.Select(s => s.SequenceNumber).ToList();
        Assert.Equal(sent.Order(StringComparer.Ordinal), sent);
        Assert.Equal(3, sent.Distinct().Count());
    }

    [Fact]
    public async Task Delete_HandleOfAnEarlierReceive_Refused()
    {
        await Sqs.SendMessageBatchAsync(_url, [Entry("a", 1)]);
        var old = (await Sqs.ReceiveMessageAsync(_url)).Messages[0].ReceiptHandle;
        await Sqs.ChangeMessageVisibilityAsync(_url, old, 0);
        await Sqs.ReceiveMessageAsync(_url);
        Assert.Equal("InvalidParameterValue", (await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.DeleteMessageAsync(_url, old))).ErrorCode);
    }

    private static SendMessageBatchRequestEntry Entry(string group, int n) =>
        new($"{group}-{n}", $"{n}") { MessageGroupId = group, MessageDeduplicationId = $"{group}-{n}" };
}
