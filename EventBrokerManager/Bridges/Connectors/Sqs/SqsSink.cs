using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>Sends events to one queue, up to ten a call.</summary>
internal sealed class SqsSink(SqsQueueUrl queue, AmazonSQSClient client, OutgoingRules rules) : ISink
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly SqsProbe _probe = new(queue, client);
    private OutgoingRules _rules = rules;

    public int BatchEvents => 10;

    public int BatchBytes => OutgoingRules.LargestMessage;

    public bool IsOrdered => queue.IsFifo;

    public string OrderKey(ConsumedRecord record) => RecordKey.Group(record.Record.Key, record.Partition.Partition);

    public MappedEvent Map(ConsumedRecord record)
    {
        var outgoing = SqsMapping.ToSqs(record, _rules);
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

    public async Task<IReadOnlyList<SendResult>> SendAsync(IReadOnlyList<MappedEvent> batch, CancellationToken cancellation)
    {
        var request = new SendMessageBatchRequest { QueueUrl = queue.Url, Entries = new List<SendMessageBatchRequestEntry>(batch.Count) };
        for (var i = 0; i < batch.Count; i++)
            request.Entries.Add(ToEntry((SqsMessage)batch[i].Payload!, i));
        var response = await SqsErrors.CallAsync(queue, "SQS:SendMessage", Limit, token => client.SendMessageBatchAsync(request, token), cancellation);
        return Results(batch.Count, response);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Only what the queue names as taken is taken; an entry that it does not mention is sent again.</summary>
    private SendResult[] Results(int count, SendMessageBatchResponse response)
    {
        var results = new SendResult[count];
        Array.Fill(results, new SendResult(SendOutcome.TryAgain, "", $"Queue {queue.Name} did not answer for every event. They are sent again."));
        foreach (var taken in response.Successful ?? [])
        {
            if (IndexOf(taken.Id, count) is { } index)
                results[index] = SendResult.Delivered;
        }

        foreach (var failed in response.Failed ?? [])
        {
            if (IndexOf(failed.Id, count) is { } index)
                results[index] = Failed(failed);
        }

        return results;
    }

    private SendResult Failed(BatchResultErrorEntry failed)
    {
        var isThrottle = failed.Code?.Contains("Throttl", StringComparison.OrdinalIgnoreCase) == true;
        return failed.SenderFault == true && !isThrottle
            ? new SendResult(SendOutcome.Refused, "refused-by-target", $"Queue {queue.Name} refuses this event: {failed.Code}, {failed.Message}. Whoever publishes it must change it.")
            : new SendResult(SendOutcome.TryAgain, "", $"Queue {queue.Name} did not take every event ({failed.Code}). Nothing to do; they are sent again.");
    }

    private static int? IndexOf(string? id, int count) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count ? index : null;

    private static SendMessageBatchRequestEntry ToEntry(SqsMessage message, int index)
    {
        var attributes = new Dictionary<string, MessageAttributeValue>(message.Attributes.Count);
        foreach (var attribute in message.Attributes)
        {
            attributes.Add(attribute.Name, new MessageAttributeValue
            {
                DataType = attribute.DataType,
                StringValue = attribute.StringValue,
                BinaryValue = attribute.BinaryValue is { } bytes ? new MemoryStream(bytes) : null,
            });
        }

        return new SendMessageBatchRequestEntry
        {
            Id = index.ToString(CultureInfo.InvariantCulture),
            MessageBody = message.Body,
            MessageAttributes = attributes,
            MessageGroupId = message.GroupId,
            MessageDeduplicationId = message.DeduplicationId,
        };
    }
}
