using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs;

/// <summary>What a queue can answer, and whose move it is then.</summary>
public sealed class SqsFaultTests
{
    [Theory]
    [InlineData(403, "AccessDenied", TargetFault.NeedsPerson, "Add the statement with SQS:SendMessage")]
    [InlineData(400, "QueueDoesNotExist", TargetFault.NeedsPerson, "does not exist")]
    [InlineData(400, "AWS.SimpleQueueService.NonExistentQueue", TargetFault.NeedsPerson, "does not exist")]
    [InlineData(403, "ExpiredTokenException", TargetFault.NeedsPerson, "must renew them")]
    [InlineData(403, "UnrecognizedClientException", TargetFault.NeedsPerson, "must renew them")]
    [InlineData(400, "KmsAccessDenied", TargetFault.NeedsPerson, "kms:GenerateDataKey")]
    [InlineData(400, "RequestThrottled", TargetFault.Away, "throttled")]
    [InlineData(400, "ThrottlingException", TargetFault.Away, "throttled")]
    [InlineData(429, "TooManyRequests", TargetFault.Away, "throttled")]
    [InlineData(500, "InternalError", TargetFault.Away, "Nothing to do")]
    [InlineData(503, "ServiceUnavailable", TargetFault.Away, "Nothing to do")]
    [InlineData(400, "AWS.SimpleQueueService.BatchRequestTooLong", TargetFault.Content, "refuses this event")]
    [InlineData(400, "InvalidMessageContents", TargetFault.Content, "refuses this event")]
    [InlineData(400, "SomethingNobodyKnows", TargetFault.NeedsPerson, "Check the queue")]
    public async Task Send_ErrorAnswer_SortedByWhoseMoveItIs(int status, string code, TargetFault fault, string words)
    {
        using var stub = new StubSqs(StubSqs.Error(status, code));

        var exception = await SendFailsAsync(stub.QueueUrl);

        Assert.Equal(fault, exception.Fault);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "AccessDenied", TargetException.AccessDenied)]
    [InlineData(400, "QueueDoesNotExist", TargetException.Missing)]
    [InlineData(403, "ExpiredTokenException", null)]
    [InlineData(400, "RequestThrottled", null)]
    public async Task Send_ErrorAnswer_CodeSaysWhatToOffer(int status, string code, string? reasonCode)
    {
        using var stub = new StubSqs(StubSqs.Error(status, code));

        Assert.Equal(reasonCode, (await SendFailsAsync(stub.QueueUrl)).Code);
    }

    [Fact]
    public async Task Send_Garbage_Away()
    {
        using var stub = new StubSqs((_, response) => StubSqs.WriteAsync(response, 200, "<html>not SQS</html>"));

        Assert.Equal(TargetFault.Away, (await SendFailsAsync(stub.QueueUrl)).Fault);
    }

    [Fact]
    public async Task Send_Redirect_NotFollowed()
    {
        using var elsewhere = new StubSqs(StubSqs.Error(500, "ReachedTheWrongPlace"));
        using var stub = new StubSqs((_, response) =>
        {
            response.Headers["Location"] = elsewhere.Origin + "/";
            return StubSqs.WriteAsync(response, 307, "");
        });

        var exception = await SendFailsAsync(stub.QueueUrl);

        Assert.Contains("redirect", exception.Message + exception.InnerException, StringComparison.Ordinal);
        Assert.Equal(TargetFault.NeedsPerson, exception.Fault);
    }

    [Fact]
    public async Task Send_NobodyListens_Away()
    {
        string url;
        using (var stub = new StubSqs(StubSqs.Error(500, "InternalError")))
            url = stub.QueueUrl;

        Assert.Equal(TargetFault.Away, (await SendFailsAsync(url)).Fault);
    }

    [Fact]
    public async Task Send_EntriesAnsweredOneByOne_EachByItself()
    {
        using var stub = new StubSqs((_, response) => StubSqs.WriteAsync(response, 200,
            """
            {"Successful":[{"Id":"0","MessageId":"m","MD5OfMessageBody":"321c3cf486ed509164edec1e1981fec8"}],
             "Failed":[{"Id":"1","Code":"InvalidMessageContents","Message":"bad","SenderFault":true},
                       {"Id":"2","Code":"InternalError","SenderFault":false},
                       {"Id":"3","Code":"RequestThrottled","SenderFault":true}]}
            """));
        await using var sink = Open(stub.QueueUrl);

        var results = await SendAsync(sink, 5, "payload");

        Assert.Equal(
            [SendOutcome.Delivered, SendOutcome.Refused, SendOutcome.TryAgain, SendOutcome.TryAgain, SendOutcome.TryAgain],
            results.Select(result => result.Outcome));
    }

    [Fact]
    public async Task Send_ChecksumWrong_NotTakenForDelivered()
    {
        using var stub = new StubSqs((_, response) => StubSqs.WriteAsync(response, 200,
            """{"Successful":[{"Id":"0","MessageId":"m","MD5OfMessageBody":"00000000000000000000000000000000"}]}"""));

        Assert.Equal(TargetFault.Away, (await SendFailsAsync(stub.QueueUrl)).Fault);
    }

    [Fact]
    public async Task Probe_RightNotGiven_NotYetKnownAndNoFault()
    {
        using var stub = new StubSqs(StubSqs.Error(403, "AccessDenied"));
        await using var sink = Open(stub.QueueUrl);

        var result = await sink.ProbeAsync(default);

        Assert.Null(result.Answers);
    }

    [Fact]
    public async Task Probe_QueueTakesLess_TooLargeIsRefusedBeforeSending()
    {
        using var stub = new StubSqs((_, response) => StubSqs.WriteAsync(response, 200, """{"Attributes":{"MaximumMessageSize":"1024"}}"""));
        await using var sink = Open(stub.QueueUrl);
        await sink.ProbeAsync(default);

        var mapped = sink.Map(Record(0, new string('x', 2_000)));

        Assert.Equal("too-large", mapped.Code);
    }

    [Fact]
    public void Open_OriginNoLongerAllowed_APersonMustAct()
    {
        using var clients = new SqsClients(TimeProvider.System, NullLogger<SqsClients>.Instance);
        var connector = new SqsConnector(clients, new AllowedOrigins(Options.Create(new SqsOptions()), []), TimeProvider.System);

        var exception = Assert.Throws<TargetException>(() => connector.OpenSink(Bridge, Connection("http://127.0.0.1:9/123456789012/orders")));

        Assert.Equal(TargetFault.NeedsPerson, exception.Fault);
    }

    [Theory]
    [InlineData(1.9, false)]
    [InlineData(2.1, true)]
    public async Task Receive_MessageWaitedHalfOfTheFourDays_Warns(double days, bool warns)
    {
        var sent = DateTimeOffset.UtcNow.AddDays(-days).ToUnixTimeMilliseconds();
        using var stub = new StubSqs((_, response) => StubSqs.WriteAsync(response, 200, $$$"""
            {"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":"payload","MD5OfBody":"321c3cf486ed509164edec1e1981fec8","Attributes":{"SentTimestamp":"{{{sent}}}"}}]}
            """));
        await using var source = OpenSource(stub.QueueUrl);

        Assert.Single(await source.ReceiveAsync(wait: false, default));

        Assert.Equal(warns, source.Warning is not null);
    }

    [Fact]
    public async Task Receive_ChecksumWrong_NotTaken()
    {
        using var stub = new StubSqs((_, response) => StubSqs.WriteAsync(response, 200,
            """{"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":"payload","MD5OfBody":"00000000000000000000000000000000"}]}"""));
        await using var source = OpenSource(stub.QueueUrl);

        var exception = await Assert.ThrowsAsync<TargetException>(() => source.ReceiveAsync(wait: false, default));

        Assert.Equal(TargetFault.Away, exception.Fault);
    }

    private static async Task<TargetException> SendFailsAsync(string url)
    {
        await using var sink = Open(url);
        return await Assert.ThrowsAsync<TargetException>(() => SendAsync(sink, 1, "payload"));
    }

    private static Task<IReadOnlyList<SendResult>> SendAsync(ISink sink, int count, string data) =>
        sink.SendAsync([.. Enumerable.Range(0, count).Select(i => sink.Map(Record(i, data)))], default);

    private static BridgePlan Bridge { get; } = new(Guid.NewGuid(), "orders-out", "sqs", "eu-central-1", StartFrom.New, 1, []);

    private static ConnectionPlan Connection(string url) => new(
        Guid.NewGuid(), "OrderPlaced", "orders", Direction.KafkaToTarget, url, "orders", EventFormat.Binary, 0, 0);

    private static ISink Open(string url) => Connector(url).OpenSink(Bridge, Connection(url));

    private static ISource OpenSource(string url) =>
        Connector(url).OpenSource(Bridge, Connection(url) with { Direction = Direction.TargetToKafka });

    private static SqsConnector Connector(string url)
    {
        var options = Options.Create(new SqsOptions { AllowedEndpoints = [new Uri(url).GetLeftPart(UriPartial.Authority)] });
        var clients = new SqsClients(TimeProvider.System, NullLogger<SqsClients>.Instance);
        return new SqsConnector(clients, new AllowedOrigins(options, []), TimeProvider.System);
    }

    private static ConsumedRecord Record(long offset, string data) => new(new PartitionId("orders", 0), offset, new EventRecord(
        null, System.Text.Encoding.UTF8.GetBytes(data),
        [Header("ce_id", $"{offset}"), Header("ce_source", "/shop"), Header("ce_specversion", "1.0"), Header("ce_type", "OrderPlaced")]));

    private static Header Header(string name, string value) => new(name, System.Text.Encoding.UTF8.GetBytes(value));
}
