using System.Globalization;
using System.Text.Json.Nodes;

namespace EventBrokerManager.LocalQueues;

/// <summary>The actions of SQS that local queues offer, on queues.</summary>
internal sealed partial class SqsActions(QueueRegistry queues)
{
    /// <summary>Runs one action; null where its answer is empty.</summary>
    /// <param name="origin">The address by which the caller reached us; queue URLs are given with it.</param>
    /// <exception cref="SqsError">The refusal.</exception>
    public async Task<JsonObject?> RunAsync(string action, SqsRequest request, string origin, CancellationToken cancellation)
    {
        switch (action)
        {
            case "CreateQueue":
                return Url(origin, queues.Create(request.Text("QueueName"), request.Map("Attributes")));
            case "GetQueueUrl":
                return Url(origin, queues.Get(request.Required("QueueName")));
            case "ListQueues":
                return ListQueues(request, origin);
            case "GetQueueAttributes":
                return GetQueueAttributes(request);
            case "SetQueueAttributes":
                queues.SetAttributes(SqsUrl.NameIn(request.Text("QueueUrl")), request.Map("Attributes"));
                return null;
            case "PurgeQueue":
                Queue(request).Purge();
                return null;
            case "DeleteQueue":
                queues.Delete(SqsUrl.NameIn(request.Text("QueueUrl")));
                return null;
            case "SendMessage":
                return Send(Queue(request), request.Message());
            case "SendMessageBatch":
                return SendBatch(Queue(request), request);
            case "ReceiveMessage":
                return await ReceiveAsync(Queue(request), request, cancellation);
            case "DeleteMessage":
                Queue(request).Delete(request.Required("ReceiptHandle"));
                return null;
            case "DeleteMessageBatch":
                var deleting = Queue(request);
                return Batch(request, entry => deleting.Delete(entry.Required("ReceiptHandle")));
            case "ChangeMessageVisibility":
                ChangeVisibility(Queue(request), request);
                return null;
            case "ChangeMessageVisibilityBatch":
                var changing = Queue(request);
                return Batch(request, entry => ChangeVisibility(changing, entry));
            default:
                throw SqsError.UnknownAction(action);
        }
    }

    private LocalQueue Queue(SqsRequest request) => queues.Get(SqsUrl.NameIn(request.Text("QueueUrl")));

    private static JsonObject Url(string origin, LocalQueue queue) => new() { ["QueueUrl"] = SqsUrl.Of(origin, queue.Settings.Name) };

    private JsonObject ListQueues(SqsRequest request, string origin)
    {
        var prefix = request.Text("QueueNamePrefix") ?? "";
        var limit = request.Number("MaxResults");
        if (limit is < 1 or > 1_000)
            throw SqsError.InvalidValue("Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.");
        var after = request.Text("NextToken");
        var names = queues.All().Select(q => q.Settings.Name)
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(n, after) > 0)).ToList();
        var page = names.Take(limit ?? 1_000).ToList();
        var answer = new JsonObject { ["QueueUrls"] = new JsonArray([.. page.Select(n => (JsonNode)SqsUrl.Of(origin, n))]) };
        if (limit is not null && names.Count > page.Count)
            answer["NextToken"] = page[^1];
        return answer;
    }

    private JsonObject GetQueueAttributes(SqsRequest request)
    {
        var queue = Queue(request);
        var (visible, inFlight, delayed, _) = queue.Counts();
        var all = queue.Settings.Attributes().ToDictionary(a => a.Name, a => a.Value);
        all["ApproximateNumberOfMessages"] = visible.ToString(CultureInfo.InvariantCulture);
        all["ApproximateNumberOfMessagesNotVisible"] = inFlight.ToString(CultureInfo.InvariantCulture);
        all["ApproximateNumberOfMessagesDelayed"] = delayed.ToString(CultureInfo.InvariantCulture);
        var wanted = request.Texts("AttributeNames");
        var attributes = new JsonObject();
        foreach (var (name, value) in all)
        {
            if (wanted.Contains("All") || wanted.Contains(name))
                attributes[name] = value;
        }
        return new JsonObject { ["Attributes"] = attributes };
    }

    private static void ChangeVisibility(LocalQueue queue, SqsRequest request) =>
        queue.ChangeVisibility(request.Required("ReceiptHandle"), request.Number("VisibilityTimeout") ?? throw SqsError.Missing("VisibilityTimeout"));
}
