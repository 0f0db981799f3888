using EventBrokerManager.Bridges.Connectors.Sqs.Calls;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>Sends events to one queue, up to ten a call.</summary>
internal sealed class SqsSink(SqsQueueUrl queue, SqsEndpoint endpoint, OutgoingRules rules) : ISink
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly SqsProbe _probe = new(queue, endpoint.Sdk);
    private OutgoingRules _rules = rules;

    public int BatchEvents => 10;

    public int BatchBytes => OutgoingRules.LargestMessage;

    public bool IsOrdered => queue.IsFifo;

    public string OrderKey(ConsumedRecord record) => RecordKey.Group(record.Record.Key, record.Partition.Partition);

    public MappedEvent Map(ConsumedRecord record) => Map(record, _rules);

    public MappedEvent MapRedrive(ConsumedRecord record, int number) => Map(record, _rules with { RedriveNumber = number });

    private static MappedEvent Map(ConsumedRecord record, OutgoingRules rules)
    {
        var outgoing = SqsMapping.ToSqs(record, rules);
        if (outgoing.Refusal is { } refusal)
            return MappedEvent.Refused(refusal.Code, refusal.Reason);
        return outgoing.Message is { } message ? MappedEvent.Ready(message, message.Bytes) : MappedEvent.PassedOver;
    }

    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellation)
    {
        var result = await _probe.AskAsync(cancellation);
        if (_probe.MaximumMessageSize is { } size)
            _rules = _rules with { MaximumBytes = Math.Min(size, OutgoingRules.LargestMessage) };
        return result;
    }

    public Task<IReadOnlyList<SendResult>> SendAsync(IReadOnlyList<MappedEvent> batch, CancellationToken cancellation) => SqsErrors.CallAsync(
        queue, "SQS:SendMessage", Limit,
        token => endpoint.Calls.CallAsync(
            "SendMessageBatch",
            writer => SqsRequests.Send(writer, queue.Url, batch),
            answer => Results(SqsAnswers.Send(answer.Span, batch)),
            token),
        cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IReadOnlyList<SendResult> Results(FailedEntry?[] entries) =>
        Array.ConvertAll(entries, entry => entry is { } failed ? Failed(failed) : SendResult.Delivered);

    private SendResult Failed(FailedEntry failed) => failed.IsFinal
        ? new SendResult(SendOutcome.Refused, "refused-by-target", $"Queue {queue.Name} refuses this event: {failed.Code}, {failed.Message}. Whoever publishes it must change it.")
        : new SendResult(SendOutcome.TryAgain, "", $"Queue {queue.Name} did not take every event ({failed.Code}). Nothing to do; they are sent again.");
}
