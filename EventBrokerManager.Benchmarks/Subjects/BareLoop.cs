using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Confluent.Kafka;

namespace EventBrokerManager.Benchmarks.Subjects;

/// <summary>
/// What one would write in an afternoon over Confluent.Kafka and AWSSDK.SQS: batches of ten, several calls under way, a message deleted
/// once its records are produced. It promises nothing: offsets are committed by themselves, order, failed entries, refused events, loops,
/// a slow target and a stop are nobody's business.
/// </summary>
internal static class BareLoop
{
    private static readonly Dictionary<string, AmazonSQSClient> Clients = [];

    /// <summary>Takes one piece of work per line of the input, until the input ends.</summary>
    public static async Task RunAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var parts = line.Split(' ');
            var (kafka, topic, group, origin, queueUrl) = (parts[1], parts[2], parts[3], parts[4], parts[5]);
            var (parallel, events) = (int.Parse(parts[6]), int.Parse(parts[7]));
            if (Enum.Parse<Way>(parts[0]) == Way.KafkaToSqs)
                await KafkaToSqsAsync(kafka, topic, group, ClientOf(origin), queueUrl, parallel, events);
            else
                await SqsToKafkaAsync(kafka, topic, ClientOf(origin), queueUrl, parallel, events);
            Console.WriteLine("done");
        }
    }

    private static AmazonSQSClient ClientOf(string origin)
    {
        if (!Clients.TryGetValue(origin, out var client))
        {
            client = Clients[origin] = new AmazonSQSClient(
                new BasicAWSCredentials("x", "y"), new AmazonSQSConfig { ServiceURL = origin, AuthenticationRegion = "eu-central-1" });
        }

        return client;
    }

    private static async Task KafkaToSqsAsync(
        string kafka, string topic, string group, AmazonSQSClient sqs, string queueUrl, int parallel, int events)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = kafka, GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        consumer.Subscribe(topic);
        using var room = new SemaphoreSlim(parallel);
        var batch = new List<SendMessageBatchRequestEntry>(10);
        for (var taken = 0; taken < events;)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } result)
                continue;
            taken++;
            batch.Add(ToEntry(result.Message, batch.Count));
            if (batch.Count < 10 && taken < events)
                continue;
            await room.WaitAsync();
            var full = batch;
            batch = new List<SendMessageBatchRequestEntry>(10);
            _ = SendAsync(full);
        }

        for (var i = 0; i < parallel; i++)
            await room.WaitAsync();
        consumer.Close();

        async Task SendAsync(List<SendMessageBatchRequestEntry> entries)
        {
            await sqs.SendMessageBatchAsync(new SendMessageBatchRequest(queueUrl, entries));
            room.Release();
        }
    }

    private static async Task SqsToKafkaAsync(string kafka, string topic, AmazonSQSClient sqs, string queueUrl, int parallel, int events)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka }).Build();
        var left = events;
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(ReceiveAsync)));

        async Task ReceiveAsync()
        {
            while (Volatile.Read(ref left) > 0)
            {
                var received = await sqs.ReceiveMessageAsync(
                    new ReceiveMessageRequest(queueUrl) { MaxNumberOfMessages = 10, WaitTimeSeconds = 1, MessageAttributeNames = ["All"] });
                if (received.Messages is not { Count: > 0 } messages)
                    continue;
                await Task.WhenAll(messages.Select(message => producer.ProduceAsync(topic, ToRecord(message))));
                await sqs.DeleteMessageBatchAsync(new DeleteMessageBatchRequest(
                    queueUrl, [.. messages.Select((message, i) => new DeleteMessageBatchRequestEntry($"{i}", message.ReceiptHandle))]));
                Interlocked.Add(ref left, -messages.Count);
            }
        }
    }

    private static SendMessageBatchRequestEntry ToEntry(Message<byte[], byte[]> message, int index)
    {
        var attributes = new Dictionary<string, MessageAttributeValue>(message.Headers.Count);
        foreach (var header in message.Headers)
        {
            attributes[header.Key] = new MessageAttributeValue
            {
                DataType = "String",
                StringValue = Encoding.UTF8.GetString(header.GetValueBytes()),
            };
        }

        return new SendMessageBatchRequestEntry($"{index}", Encoding.UTF8.GetString(message.Value)) { MessageAttributes = attributes };
    }

    private static Message<byte[], byte[]> ToRecord(Message message)
    {
        var headers = new Headers();
        foreach (var (name, value) in message.MessageAttributes)
            headers.Add(name, Encoding.UTF8.GetBytes(value.StringValue));
        return new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes(message.MessageAttributes["ce_partitionkey"].StringValue),
            Value = Encoding.UTF8.GetBytes(message.Body),
            Headers = headers,
        };
    }
}
