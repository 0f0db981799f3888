using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>An SQS that answers on loopback, with the official SDK as its client.</summary>
public sealed class SqsServer : IAsyncDisposable
{
    internal SqsServer(string endpoint, ChildProcess? process)
    {
        (Endpoint, Owned) = (endpoint, process);
        Client = new AmazonSQSClient(new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = endpoint, AuthenticationRegion = "eu-central-1" });
    }

    /// <summary>Such as <c>http://127.0.0.1:13001</c>: what <c>Sqs:AllowedEndpoints</c> needs.</summary>
    public string Endpoint { get; }

    public AmazonSQSClient Client { get; }

    /// <summary>The server's process, to pause it; the test is skipped where it is not ours.</summary>
    public ChildProcess Process
    {
        get
        {
            if (Owned is null)
                TestPlace.Missing("This needs an SQS server that the tests started themselves.");
            return Owned!;
        }
    }

    private ChildProcess? Owned { get; }

    /// <summary>Makes a queue; the URL has the <see cref="Endpoint"/> as its origin, whatever name the server gives itself.</summary>
    /// <param name="name">One of its own unless given; that of a FIFO queue ends with <c>.fifo</c>.</param>
    public async Task<string> CreateQueueAsync(bool fifo = false, string? name = null, Dictionary<string, string>? attributes = null)
    {
        name ??= $"test-{Guid.NewGuid():N}" + (fifo ? ".fifo" : "");
        var all = new Dictionary<string, string>(attributes ?? []);
        if (fifo)
            all["FifoQueue"] = "true";
        var created = await Client.CreateQueueAsync(new CreateQueueRequest { QueueName = name, Attributes = all });
        return Endpoint + new Uri(created.QueueUrl).AbsolutePath;
    }

    /// <summary>Receives and deletes until <paramref name="count"/> messages are there.</summary>
    /// <exception cref="TimeoutException">Fewer came; the message says how many.</exception>
    public async Task<List<Message>> DrainAsync(string queueUrl, int count, TimeSpan limit)
    {
        var messages = new List<Message>();
        var started = System.Diagnostics.Stopwatch.StartNew();
        while (messages.Count < count)
        {
            if (started.Elapsed > limit)
                throw new TimeoutException($"{messages.Count} of {count} messages came to {queueUrl}.");
            var received = (await Client.ReceiveMessageAsync(new ReceiveMessageRequest(queueUrl)
            {
                MaxNumberOfMessages = 10,
                WaitTimeSeconds = 1,
                MessageAttributeNames = ["All"],
                MessageSystemAttributeNames = ["All"],
            })).Messages ?? [];
            messages.AddRange(received);
            if (received.Count > 0)
                await Client.DeleteMessageBatchAsync(queueUrl, [.. received.Select((m, i) => new DeleteMessageBatchRequestEntry($"{i}", m.ReceiptHandle))]);
        }
        return messages;
    }

    /// <summary>How many messages each queue holds, visible or not; queues without any are left out.</summary>
    public async Task<Dictionary<string, int>> WaitingAsync(params IEnumerable<string> queueUrls)
    {
        var waiting = new Dictionary<string, int>();
        foreach (var queue in queueUrls)
        {
            var counts = await Client.GetQueueAttributesAsync(queue, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
            if (counts.ApproximateNumberOfMessages + counts.ApproximateNumberOfMessagesNotVisible is > 0 and var count)
                waiting[queue] = count;
        }
        return waiting;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (Owned is not null)
            await Owned.DisposeAsync();
    }

    /// <summary>A server from the services folder, ready when a line of its output says so.</summary>
    internal static async Task<SqsServer> StartAsync(string variable, string[] program, Func<int, string[]> arguments, Func<string, bool> ready)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
            return new SqsServer(given.TrimEnd('/'), process: null);
        if (TestPlace.Service(program) is not { } file)
        {
            TestPlace.Missing($"There is no {string.Join('/', program)} in the services folder (EBM_TEST_SERVICES), and {variable} names no server.");
            throw new InvalidOperationException();
        }
        var port = FreePort.Next();
        var process = ChildProcess.Start(file, arguments(port));
        await process.WaitForLineAsync(ready, TimeSpan.FromSeconds(60));
        return new SqsServer($"http://127.0.0.1:{port}", process);
    }
}

/// <summary>ElasticMQ, an SQS that we did not write; <c>EBM_TEST_ELASTICMQ</c> may name a running one.</summary>
public static class ElasticMqFixture
{
    private static readonly SharedService<SqsServer> Shared = new(StartOwnAsync);

    /// <summary>The one that all tests share.</summary>
    public static Task<SqsServer> GetAsync() => Shared.GetAsync();

    /// <summary>One for a test alone, which may pause or kill it.</summary>
    public static Task<SqsServer> StartOwnAsync() => SqsServer.StartAsync(
        "EBM_TEST_ELASTICMQ", ["elasticmq", "elasticmq"], port => [$"{port}"],
        line => line.Contains("ElasticMQ server", StringComparison.Ordinal) && line.Contains("started", StringComparison.Ordinal));
}

/// <summary>An SQS that stores nothing: it counts, hands out endless events, and can add latency and faults (by its options).</summary>
public static class SqsNullFixture
{
    /// <param name="options">Such as <c>-latency 8ms</c>, <c>-fail-item 0.01</c>, <c>-track</c>.</param>
    public static Task<SqsServer> StartOwnAsync(params string[] options) => SqsServer.StartAsync(
        "EBM_TEST_SQSNULL", ["sqsnull", "sqsnull"], port => ["-addr", $"127.0.0.1:{port}", .. options],
        line => line.Contains("ready", StringComparison.Ordinal));
}
