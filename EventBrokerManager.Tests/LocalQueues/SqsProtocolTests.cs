using Amazon.SQS;
using Amazon.SQS.Model;

namespace EventBrokerManager.Tests.LocalQueues;

/// <summary>The official SDK as the judge: it raises its typed exceptions, and checks the MD5 digests by itself.</summary>
public sealed class SqsProtocolTests : IAsyncLifetime
{
    private LocalQueuesHost _host = null!;

    private AmazonSQSClient Sqs => _host.Client;

    public async Task InitializeAsync() => _host = await LocalQueuesHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task CreateQueue_UrlIsOnTheServersOwnAddress()
    {
        var created = await Sqs.CreateQueueAsync("orders");
        Assert.Equal($"{_host.Origin}/000000000000/orders", created.QueueUrl);
        Assert.Equal(created.QueueUrl, (await Sqs.GetQueueUrlAsync("orders")).QueueUrl);
        Assert.Equal([created.QueueUrl], (await Sqs.ListQueuesAsync("ord")).QueueUrls);
        Assert.Equal(_host.Origin, _host.Queues.Origin);
    }

    [Fact]
    public async Task CreateQueue_SameAgain_SameQueue()
    {
        var request = new CreateQueueRequest { QueueName = "a.fifo", Attributes = new() { ["FifoQueue"] = "true" } };
        Assert.Equal((await Sqs.CreateQueueAsync(request)).QueueUrl, (await Sqs.CreateQueueAsync(request)).QueueUrl);
    }

    [Fact]
    public async Task CreateQueue_OtherAttributes_NameExists()
    {
        await Sqs.CreateQueueAsync("orders");
        await Assert.ThrowsAsync<QueueNameExistsException>(() =>
            Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = "orders", Attributes = new() { ["VisibilityTimeout"] = "7" } }));
    }

    [Theory]
    [InlineData("with blank")]
    [InlineData("a.fifo.fifo")]
    [InlineData("orders.fifo")]
    public async Task CreateQueue_BadName_Refused(string name) =>
        Assert.Equal("InvalidParameterValue", (await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.CreateQueueAsync(name))).ErrorCode);

    [Fact]
    public async Task CreateQueue_UnknownAttribute_Refused() =>
        await Assert.ThrowsAsync<InvalidAttributeNameException>(() =>
            Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = "orders", Attributes = new() { ["Colour"] = "blue" } }));

    [Fact]
    public async Task NoQueue_TypedExceptionWithStatus400()
    {
        var refusal = await Assert.ThrowsAsync<QueueDoesNotExistException>(() => Sqs.SendMessageAsync($"{_host.Origin}/000000000000/none", "x"));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refusal.StatusCode);
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => Sqs.GetQueueUrlAsync("none"));
    }

    [Fact]
    public async Task Attributes_CountsAndSettings()
    {
        var url = (await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = "orders", Attributes = new() { ["MaximumMessageSize"] = "2048" } })).QueueUrl;
        await Sqs.SetQueueAttributesAsync(url, new() { ["VisibilityTimeout"] = "77" });
        await Sqs.SendMessageBatchAsync(url, [new("a", "1"), new("b", "2"), new("c", "3") { DelaySeconds = 900 }]);
        await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 1 });
        var attributes = (await Sqs.GetQueueAttributesAsync(url, ["All"])).Attributes;
        Assert.Equal(
            ("1", "1", "1", "2048", "77", "345600", "arn:aws:sqs:local:000000000000:orders"),
            (attributes["ApproximateNumberOfMessages"], attributes["ApproximateNumberOfMessagesNotVisible"], attributes["ApproximateNumberOfMessagesDelayed"],
                attributes["MaximumMessageSize"], attributes["VisibilityTimeout"], attributes["MessageRetentionPeriod"], attributes["QueueArn"]));
        Assert.Equal(["VisibilityTimeout"], (await Sqs.GetQueueAttributesAsync(url, ["VisibilityTimeout"])).Attributes.Keys);
    }

    [Fact]
    public async Task Message_ArrivesWithAllItsAttributes()
    {
        var url = (await Sqs.CreateQueueAsync("orders")).QueueUrl;
        var body = "é€\U0001F600\t\r\n\"<&";
        await Sqs.SendMessageAsync(new SendMessageRequest(url, body)
        {
            MessageGroupId = "group",
            MessageAttributes = new()
            {
                ["text"] = new() { DataType = "String", StringValue = "ü" },
                ["typed"] = new() { DataType = "String.uuid", StringValue = "1" },
                ["number"] = new() { DataType = "Number.int", StringValue = "-1.5e3" },
                ["bytes"] = new() { DataType = "Binary.gz", BinaryValue = new MemoryStream([0, 255, 1]) },
            },
            MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1" } },
        });
        var message = Assert.Single((await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url)
        {
            MessageAttributeNames = ["All"],
            MessageSystemAttributeNames = ["All"],
        })).Messages);
        Assert.Equal(body, message.Body);
        Assert.Equal(["bytes", "number", "text", "typed"], message.MessageAttributes.Keys.Order());
        Assert.Equal([0, 255, 1], message.MessageAttributes["bytes"].BinaryValue.ToArray());
        Assert.Equal(("String.uuid", "1"), (message.MessageAttributes["typed"].DataType, message.MessageAttributes["typed"].StringValue));
        Assert.Equal(("1", "group", "Root=1"), (message.Attributes["ApproximateReceiveCount"], message.Attributes["MessageGroupId"], message.Attributes["AWSTraceHeader"]));
        Assert.True(message.Attributes.ContainsKey("SentTimestamp"));
    }

    [Theory]
    [InlineData("a", new[] { "a" })]
    [InlineData("ce_*", new[] { "ce_id", "ce_type" })]
    [InlineData("none", new string[0])]
    public async Task Receive_OnlyTheAttributesAskedFor(string asked, string[] expected)
    {
        var url = (await Sqs.CreateQueueAsync("orders")).QueueUrl;
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "x")
        {
            MessageAttributes = new[] { "a", "ce_id", "ce_type" }.ToDictionary(n => n, _ => new MessageAttributeValue { DataType = "String", StringValue = "1" }),
        });
        var message = Assert.Single((await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MessageAttributeNames = [asked] })).Messages);
        Assert.Equal(expected, (message.MessageAttributes ?? []).Keys.Order());
    }

    [Fact]
    public async Task Md5_OfTheAwsExample()
    {
        var url = (await Sqs.CreateQueueAsync("orders")).QueueUrl;
        var sent = await Sqs.SendMessageAsync(url, "This is a test message");
        Assert.Equal("fafb00f5732ab283681e124bf8747ed1", sent.MD5OfMessageBody);
    }

    [Fact]
    public async Task Receive_LongPoll_WokenByTheMessage()
    {
        var url = (await Sqs.CreateQueueAsync("orders")).QueueUrl;
        var waiting = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 });
        await Sqs.SendMessageAsync(url, "x");
        Assert.Equal("x", Assert.Single((await waiting.WaitAsync(TimeSpan.FromSeconds(15))).Messages).Body);
    }

    [Fact]
    public async Task Receive_QueueIsDeletedMeanwhile_WaitingReceiverIsTold()
    {
        var url = (await Sqs.CreateQueueAsync("orders")).QueueUrl;
        var waiting = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 });
        await Sqs.DeleteQueueAsync(url);
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task ChangeVisibility_Zero_ComesAgainAtOnceWithHigherCount()
    {
        var url = (await Sqs.CreateQueueAsync("orders")).QueueUrl;
        await Sqs.SendMessageAsync(url, "x");
        var first = Assert.Single((await Sqs.ReceiveMessageAsync(url)).Messages);
        Assert.Null((await Sqs.ReceiveMessageAsync(url)).Messages);
        await Sqs.ChangeMessageVisibilityAsync(url, first.ReceiptHandle, 0);
        var again = Assert.Single((await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MessageSystemAttributeNames = ["All"] })).Messages);
        Assert.Equal((first.MessageId, "2"), (again.MessageId, again.Attributes["ApproximateReceiveCount"]));
        Assert.NotEqual(first.ReceiptHandle, again.ReceiptHandle);
    }

    [Fact]
    public async Task ChangeVisibility_NotInFlight_TypedException()
    {
        var url = (await Sqs.CreateQueueAsync("orders")).QueueUrl;
        await Sqs.SendMessageAsync(url, "x");
        var handle = (await Sqs.ReceiveMessageAsync(url)).Messages[0].ReceiptHandle;
        await Sqs.ChangeMessageVisibilityAsync(url, handle, 0);
        await Assert.ThrowsAsync<MessageNotInflightException>(() => Sqs.ChangeMessageVisibilityAsync(url, handle, 30));
    }

    [Fact]
    public async Task Delete_TwiceIsNoError_ForeignHandleIs()
    {
        var url = (await Sqs.CreateQueueAsync("orders")).QueueUrl;
        var other = (await Sqs.CreateQueueAsync("stock")).QueueUrl;
        await Sqs.SendMessageAsync(url, "x");
        var handle = (await Sqs.ReceiveMessageAsync(url)).Messages[0].ReceiptHandle;
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => Sqs.DeleteMessageAsync(other, handle));
        await Sqs.DeleteMessageAsync(url, handle);
        await Sqs.DeleteMessageAsync(url, handle);
        Assert.Empty(_host.Queues.Peek("orders", 10));
    }

    [Fact]
    public async Task Purge_NothingLeft()
    {
        var url = (await Sqs.CreateQueueAsync("orders")).QueueUrl;
        await Sqs.SendMessageBatchAsync(url, [new("a", "1"), new("b", "2")]);
        await Sqs.ReceiveMessageAsync(url);
        await Sqs.PurgeQueueAsync(url);
        Assert.Null((await Sqs.ReceiveMessageAsync(url)).Messages);
        Assert.Equal(0, _host.Queues.Find("orders")!.InFlight);
    }
}
