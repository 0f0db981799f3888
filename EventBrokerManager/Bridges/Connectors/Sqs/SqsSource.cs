using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Bridges.Engine;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>Receives events from one queue, up to ten a call.</summary>
internal sealed class SqsSource(SqsQueueUrl queue, AmazonSQSClient client, IncomingRules rules) : ISource
{
    private const string ReceiveRight = "SQS:ReceiveMessage";
    private const int BatchSize = 10;
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly SqsProbe _probe = new(queue, client);

    public TimeSpan Hold => TimeSpan.FromSeconds(30);

    public Task<long?> BacklogAsync(CancellationToken cancellation) => _probe.BacklogAsync(cancellation);

    public async Task<IReadOnlyList<Delivery>> ReceiveAsync(bool wait, CancellationToken cancellation)
    {
        var request = new ReceiveMessageRequest
        {
            QueueUrl = queue.Url,
            MaxNumberOfMessages = BatchSize,
            VisibilityTimeout = (int)Hold.TotalSeconds,
            WaitTimeSeconds = wait ? (int)LongPoll.TotalSeconds : 0,
            MessageAttributeNames = ["All"],
            MessageSystemAttributeNames = queue.IsFifo ? ["MessageGroupId"] : [],
        };
        var limit = wait ? LongPoll + Limit : Limit;
        var response = await SqsErrors.CallAsync(queue, ReceiveRight, limit, token => client.ReceiveMessageAsync(request, token), cancellation);
        return response.Messages is { Count: > 0 } messages ? messages.ConvertAll(ToDelivery) : [];
    }

    public async Task<IReadOnlyList<Delivery>> AcknowledgeAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        var again = new List<Delivery>();
        foreach (var batch in deliveries.Cast<SqsDelivery>().Chunk(BatchSize))
        {
            var entries = batch.Select((delivery, index) => new DeleteMessageBatchRequestEntry(Id(index), delivery.ReceiptHandle)).ToList();
            var response = await SqsErrors.CallAsync(
                queue, "SQS:DeleteMessage", Limit, token => client.DeleteMessageBatchAsync(queue.Url, entries, token), cancellation);

            // A receipt that is no good any more never will be: the message was handed out anew, and its copy is deleted then.
            again.AddRange((response.Failed ?? []).Where(failed => failed.SenderFault != true).Select(failed => batch[Index(failed.Id)]));
        }

        return again;
    }

    public Task RenewAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        ChangeVisibilityAsync(deliveries, (int)Hold.TotalSeconds, cancellation);

    public Task ReleaseAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        ChangeVisibilityAsync(deliveries, 0, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ChangeVisibilityAsync(IReadOnlyList<Delivery> deliveries, int seconds, CancellationToken cancellation)
    {
        foreach (var batch in deliveries.Cast<SqsDelivery>().Chunk(BatchSize))
        {
            var entries = batch
                .Select((delivery, index) => new ChangeMessageVisibilityBatchRequestEntry(Id(index), delivery.ReceiptHandle) { VisibilityTimeout = seconds })
                .ToList();
            await SqsErrors.CallAsync(
                queue, "SQS:ChangeMessageVisibility", Limit,
                token => client.ChangeMessageVisibilityBatchAsync(queue.Url, entries, token), cancellation);
        }
    }

    private SqsDelivery ToDelivery(Message message)
    {
        string? group = null;
        message.Attributes?.TryGetValue("MessageGroupId", out group);
        return new SqsDelivery(message, group, queue.IsFifo, rules);
    }

    private static string Id(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static int Index(string id) => int.Parse(id, CultureInfo.InvariantCulture);

    private sealed class SqsDelivery(Message message, string? group, bool isFifo, IncomingRules rules) : Delivery
    {
        public string ReceiptHandle => message.ReceiptHandle;

        public override string Id => message.MessageId;

        public override string? OrderKey => isFifo ? group ?? "" : null;

        public override MappedDelivery Map()
        {
            var received = Received();
            var incoming = SqsMapping.ToKafka(received, rules);
            return incoming.Record is { } record
                ? new MappedDelivery(record, null, null)
                : new MappedDelivery(KeptMessage.Keep(received), incoming.Refusal!.Code, incoming.Refusal.Reason);
        }

        private ReceivedMessage Received()
        {
            var attributes = new List<SqsAttribute>(message.MessageAttributes?.Count ?? 0);
            foreach (var (name, value) in message.MessageAttributes ?? [])
                attributes.Add(new SqsAttribute(name, value.DataType, value.BinaryValue?.ToArray() ?? Encoding.UTF8.GetBytes(value.StringValue ?? "")));
            return new ReceivedMessage(message.MessageId, Encoding.UTF8.GetBytes(message.Body ?? ""), attributes, group);
        }
    }
}
