using EventBrokerManager.Bridges.Connectors.Sqs.Calls;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>Receives events from one queue, up to ten a call.</summary>
internal sealed class SqsSource(SqsQueueUrl queue, SqsEndpoint endpoint, IncomingRules rules, TimeProvider time) : ISource
{
    private const int BatchSize = 10;
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly SqsProbe _probe = new(queue, endpoint.Sdk);

    public TimeSpan Hold => TimeSpan.FromSeconds(30);

    public string? Warning { get; private set; }

    public Task<long?> BacklogAsync(CancellationToken cancellation) => _probe.BacklogAsync(cancellation);

    public async Task<IReadOnlyList<Delivery>> ReceiveAsync(bool wait, CancellationToken cancellation)
    {
        var longest = wait ? LongPoll : TimeSpan.Zero;
        var entries = await SqsErrors.CallAsync(
            queue, "SQS:ReceiveMessage", longest + Limit,
            token => endpoint.Calls.CallAsync(
                "ReceiveMessage",
                writer => SqsRequests.Receive(writer, queue.Url, BatchSize, (int)Hold.TotalSeconds, (int)longest.TotalSeconds, queue.IsFifo),
                answer => SqsAnswers.Receive(answer.Span),
                token),
            cancellation);
        LookAtAge(entries);
        return entries.ConvertAll(Delivery (entry) => new SqsDelivery(entry, queue.IsFifo, rules));
    }

    public async Task<IReadOnlyList<Delivery>> AcknowledgeAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        var again = new List<Delivery>();
        foreach (var batch in deliveries.Cast<SqsDelivery>().Chunk(BatchSize))
        {
            var receipts = Array.ConvertAll(batch, delivery => delivery.Receipt);
            var failed = await SqsErrors.CallAsync(
                queue, "SQS:DeleteMessage", Limit,
                token => endpoint.Calls.CallAsync(
                    "DeleteMessageBatch",
                    writer => SqsRequests.Delete(writer, queue.Url, receipts),
                    answer => SqsAnswers.Failed(answer.Span, receipts.Length),
                    token),
                cancellation);

            // A receipt that is no good any more never will be: the message was handed out anew, and its copy is deleted then.
            again.AddRange(failed.Where(entry => !entry.IsFinal).Select(entry => batch[entry.Index]));
        }

        return again;
    }

    public Task RenewAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        ChangeVisibilityAsync(deliveries, (int)Hold.TotalSeconds, cancellation);

    public Task ReleaseAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        ChangeVisibilityAsync(deliveries, 0, cancellation);

    public MappedDelivery MapKept(EventRecord kept, string id) => Map(KeptMessage.Restore(kept, id), rules);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static MappedDelivery Map(ReceivedMessage message, IncomingRules rules)
    {
        var incoming = SqsMapping.ToKafka(message, rules);
        return incoming.Record is { } record
            ? new MappedDelivery(record, null, null)
            : new MappedDelivery(KeptMessage.Keep(message), incoming.Refusal!.Code, incoming.Refusal.Reason);
    }

    private void LookAtAge(List<ReceivedEntry> entries)
    {
        var waited = time.GetUtcNow() - entries.Min(entry => entry.Sent) ?? TimeSpan.Zero;
        var kept = _probe.Retention;
        Warning = waited <= kept / 2 ? null
            : $"Messages of queue {queue.Name} had waited for {waited.TotalDays:0.#} days when they were received; the queue keeps them for {kept.TotalDays:0.#} days, "
                + "and what it deletes is lost. Keep the bridge running, or give the queue a longer retention.";
    }

    private async Task ChangeVisibilityAsync(IReadOnlyList<Delivery> deliveries, int seconds, CancellationToken cancellation)
    {
        foreach (var batch in deliveries.Cast<SqsDelivery>().Chunk(BatchSize))
        {
            var receipts = Array.ConvertAll(batch, delivery => delivery.Receipt);
            await SqsErrors.CallAsync(
                queue, "SQS:ChangeMessageVisibility", Limit,
                token => endpoint.Calls.CallAsync(
                    "ChangeMessageVisibilityBatch",
                    writer => SqsRequests.ChangeVisibility(writer, queue.Url, receipts, seconds),
                    answer => SqsAnswers.Failed(answer.Span, receipts.Length),
                    token),
                cancellation);
        }
    }

    private sealed class SqsDelivery(ReceivedEntry entry, bool isFifo, IncomingRules rules) : Delivery
    {
        public string Receipt => entry.Receipt;

        public override string Id => entry.Message.MessageId;

        public override DateTimeOffset? Sent => entry.Sent;

        public override string? OrderKey => isFifo ? entry.Message.GroupId ?? "" : null;

        public override MappedDelivery Map() => SqsSource.Map(entry.Message, rules);

        public override EventRecord Keep() => KeptMessage.Keep(entry.Message);
    }
}
