using System.Globalization;
using System.Text;
using Amazon.SQS.Model;
using Confluent.Kafka;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults;

/// <summary>Small events with numbers, in great number: what comes and what is missing is told by the numbers.</summary>
internal static class Traffic
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Publishes events with the numbers <paramref name="first"/> and on.</summary>
    public static Task ToKafkaAsync(KafkaFixture kafka, string topic, string type, int first, int count) =>
        kafka.ProduceAsync(topic, Enumerable.Range(first, count).Select(n => Record(type, Id(n))));

    public static Message<byte[]?, byte[]?> Record(string type, string id) => new()
    {
        Key = Utf8(id),
        Value = Utf8($$"""{"id":"{{id}}"}"""),
        Headers = [H("ce_specversion", "1.0"), H("ce_id", id), H("ce_source", "/faults"), H("ce_type", type), H("content-type", "application/json")],
    };

    /// <summary>Sends messages with the numbers <paramref name="first"/> and on.</summary>
    public static Task ToQueueAsync(SqsServer server, string queue, string type, int first, int count) =>
        Parallel.ForEachAsync(Enumerable.Range(first, count).Chunk(10), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (numbers, _) =>
        {
            var answer = await server.Client.SendMessageBatchAsync(queue, [.. numbers.Select(n => Entry(type, Id(n)))]);
            Assert.Empty(answer.Failed ?? []);
        });

    public static SendMessageBatchRequestEntry Entry(string type, string id) => new()
    {
        Id = id,
        MessageBody = $$"""{"id":"{{id}}"}""",
        MessageAttributes = new Dictionary<string, MessageAttributeValue>
        {
            ["ce_specversion"] = S("1.0"), ["ce_id"] = S(id), ["ce_source"] = S("/faults"), ["ce_type"] = S(type), ["content-type"] = S("application/json"),
        },
    };

    /// <summary>Takes messages off a queue until all <paramref name="count"/> different events were seen; then what is left.</summary>
    /// <param name="into">How often each was seen.</param>
    public static async Task DrainAsync(SqsServer server, string queue, Dictionary<string, int> into, int count)
    {
        await Eventually.IsAsync(
            async () =>
            {
                await DrainOnceAsync(server, queue, into);
                return into.Count;
            },
            n => n >= count, Limit, $"{count} events in {queue}");
        Assert.Equal(count, into.Count);
    }

    /// <summary>Takes off a queue what is there now.</summary>
    public static async Task DrainOnceAsync(SqsServer server, string queue, Dictionary<string, int> into)
    {
        while (true)
        {
            var received = (await server.Client.ReceiveMessageAsync(new ReceiveMessageRequest(queue)
            {
                MaxNumberOfMessages = 10,
                MessageAttributeNames = ["All"],
            })).Messages ?? [];
            if (received.Count == 0)
                return;
            foreach (var message in received)
                Count(into, message.MessageAttributes["ce_id"].StringValue);
            await server.Client.DeleteMessageBatchAsync(queue, [.. received.Select((m, i) => new DeleteMessageBatchRequestEntry(Text(i), m.ReceiptHandle))]);
        }
    }

    /// <summary>Reads a topic from its beginning until all <paramref name="count"/> different events were seen.</summary>
    /// <returns>How often each was seen, of all that the topic has then.</returns>
    public static async Task<Dictionary<string, int>> ReadAsync(KafkaFixture kafka, string topic, int count)
    {
        var seen = await Eventually.IsAsync(
            async () =>
            {
                var all = await kafka.CountAsync(topic);
                var seen = new Dictionary<string, int>();
                if (all >= count)
                {
                    foreach (var message in await kafka.ConsumeAsync(topic, all, Limit))
                        Count(seen, Encoding.UTF8.GetString(message.Message.Headers.GetLastBytes("ce_id")));
                }

                return seen;
            },
            s => s.Count >= count, Limit, $"{count} events in {topic}");
        Assert.Equal(count, seen.Count);
        return seen;
    }

    public static int Copies(this Dictionary<string, int> seen) => seen.Values.Sum() - seen.Count;

    public static string Id(int n) => $"e-{n:D6}";

    public static MessageAttributeValue S(string text) => new() { DataType = "String", StringValue = text };

    public static Header H(string name, string value) => new(name, Utf8(value));

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static void Count(Dictionary<string, int> seen, string id) => seen[id] = seen.GetValueOrDefault(id) + 1;

    private static string Text(int n) => n.ToString(CultureInfo.InvariantCulture);
}
