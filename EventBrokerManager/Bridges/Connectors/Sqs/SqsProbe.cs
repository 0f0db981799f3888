using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using EventBrokerManager.Bridges.Engine;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>What a queue says of itself, where the optional right <c>SQS:GetQueueAttributes</c> is given.</summary>
internal sealed class SqsProbe(SqsQueueUrl queue, AmazonSQSClient client)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The queue's own message limit in bytes; null until it is known.</summary>
    public int? MaximumMessageSize { get; private set; }

    /// <summary>How long the queue keeps a message; SQS's default of four days until it is known.</summary>
    public TimeSpan Retention { get; private set; } = TimeSpan.FromDays(4);

    /// <exception cref="TargetException">The queue is missing or away. A refused right is no fault here: it is optional.</exception>
    public async Task<ProbeResult> AskAsync(CancellationToken cancellation)
    {
        var attributes = await AttributesAsync(["MaximumMessageSize"], cancellation);
        if (attributes is null)
            return new ProbeResult(null, "Not yet known: it shows with the first event. With SQS:GetQueueAttributes it could be asked.");
        if (attributes.TryGetValue("MaximumMessageSize", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var size))
            MaximumMessageSize = size;
        return new ProbeResult(true, "The queue is there.");
    }

    /// <summary>Messages that wait, roughly; null where the right is not given or the queue does not answer.</summary>
    public async Task<long?> BacklogAsync(CancellationToken cancellation)
    {
        try
        {
            var attributes = await AttributesAsync(["ApproximateNumberOfMessages", "MessageRetentionPeriod"], cancellation);
            if (attributes is not null && attributes.TryGetValue("MessageRetentionPeriod", out var kept)
                && int.TryParse(kept, CultureInfo.InvariantCulture, out var seconds))
                Retention = TimeSpan.FromSeconds(seconds);
            return attributes is not null && attributes.TryGetValue("ApproximateNumberOfMessages", out var text)
                && long.TryParse(text, CultureInfo.InvariantCulture, out var waiting) ? waiting : null;
        }
        catch (TargetException)
        {
            return null;
        }
    }

    private async Task<Dictionary<string, string>?> AttributesAsync(List<string> names, CancellationToken cancellation)
    {
        try
        {
            var response = await SqsErrors.CallAsync(
                queue, "SQS:GetQueueAttributes", Limit,
                token => client.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = queue.Url, AttributeNames = names }, token),
                cancellation);
            return response.Attributes ?? [];
        }
        catch (TargetException exception) when (exception.InnerException is AmazonSQSException { StatusCode: System.Net.HttpStatusCode.Forbidden })
        {
            return null;
        }
    }
}
