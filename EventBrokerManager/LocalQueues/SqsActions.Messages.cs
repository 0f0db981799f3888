using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EventBrokerManager.LocalQueues;

/// <summary>The actions on messages, and what all batches have in common.</summary>
internal sealed partial class SqsActions
{
    private const int BatchEntries = 10;

    /// <summary>All messages of a batch together: 1 MiB.</summary>
    private const int BatchBytes = 1_048_576;

    private static JsonObject Send(LocalQueue queue, MessageDraft draft)
    {
        var content = MessageRules.Check(draft, queue.Settings);
        var (id, number) = queue.Send(content);
        var answer = new JsonObject { ["MessageId"] = id.ToString(), ["MD5OfMessageBody"] = MessageDigest.OfBody(content.Body) };
        if (MessageDigest.OfAttributes(content.Attributes) is { } digest)
            answer["MD5OfMessageAttributes"] = digest;
        if (content.TraceHeader is { } trace)
            answer["MD5OfMessageSystemAttributes"] = MessageDigest.OfAttributes([new LocalAttribute("AWSTraceHeader", "String", trace)]);
        if (queue.Settings.Fifo)
            answer["SequenceNumber"] = LocalQueue.SequenceNumber(number);
        return answer;
    }

    private static JsonObject SendBatch(LocalQueue queue, SqsRequest request)
    {
        var drafts = new Dictionary<string, MessageDraft>();
        return Batch(
            request,
            (id, _) => Send(queue, drafts[id]),
            (id, entry) => drafts[id] = entry.Message(),
            () =>
            {
                var bytes = drafts.Values.Sum(MessageRules.Size);
                if (bytes > BatchBytes)
                    throw SqsError.Batch("BatchRequestTooLong", $"Batch requests cannot be longer than {BatchBytes} bytes. You have sent {bytes} bytes.");
            });
    }

    private static async Task<JsonObject> ReceiveAsync(LocalQueue queue, SqsRequest request, CancellationToken cancellation)
    {
        var max = InRange(request, "MaxNumberOfMessages", 1, 10) ?? 1;
        var wait = InRange(request, "WaitTimeSeconds", 0, 20) ?? queue.Settings.ReceiveMessageWaitTimeSeconds;
        var visibility = InRange(request, "VisibilityTimeout", 0, 43_200);
        var attributes = request.Texts("MessageAttributeNames");
        var system = request.Texts("MessageSystemAttributeNames").Concat(request.Texts("AttributeNames")).ToHashSet();
        var received = await queue.ReceiveAsync(max, visibility, TimeSpan.FromSeconds(wait), cancellation);
        return received.Count == 0
            ? []
            : new JsonObject { ["Messages"] = new JsonArray([.. received.Select(r => (JsonNode)Describe(r, attributes, system, queue.Settings.Fifo))]) };
    }

    private static JsonObject Describe(ReceivedMessage received, IReadOnlyList<string> attributeNames, HashSet<string> systemNames, bool fifo)
    {
        var (message, content) = (received.Message, received.Message.Content);
        var answer = new JsonObject
        {
            ["MessageId"] = message.Id.ToString(),
            ["ReceiptHandle"] = received.ReceiptHandle,
            ["MD5OfBody"] = MessageDigest.OfBody(content.Body),
            ["Body"] = content.Body,
        };
        var wanted = content.Attributes.Where(a => attributeNames.Any(n => IsWanted(a.Name, n))).ToList();
        if (wanted.Count > 0)
        {
            answer["MD5OfMessageAttributes"] = MessageDigest.OfAttributes(wanted);
            answer["MessageAttributes"] = new JsonObject(wanted.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)Value(a))));
        }
        var system = SystemAttributes(received, fifo).Where(a => a.Value is not null && (systemNames.Contains("All") || systemNames.Contains(a.Name))).ToList();
        if (system.Count > 0)
            answer["Attributes"] = new JsonObject(system.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)a.Value)));
        return answer;
    }

    /// <summary>A name, <c>All</c>, <c>.*</c>, or a prefix as <c>ce_*</c> and <c>bar.*</c>.</summary>
    private static bool IsWanted(string name, string pattern) =>
        pattern is "All" or ".*" || name == pattern || (pattern.EndsWith('*') && name.StartsWith(pattern[..^1], StringComparison.Ordinal));

    private static JsonObject Value(LocalAttribute attribute) => attribute.Bytes is { } bytes
        ? new JsonObject { ["DataType"] = attribute.DataType, ["BinaryValue"] = Convert.ToBase64String(bytes) }
        : new JsonObject { ["DataType"] = attribute.DataType, ["StringValue"] = attribute.Text };

    private static IEnumerable<(string Name, string? Value)> SystemAttributes(ReceivedMessage received, bool fifo)
    {
        var message = received.Message;
        yield return ("SenderId", QueueSettings.Account);
        yield return ("SentTimestamp", Milliseconds(message.Sent));
        yield return ("ApproximateReceiveCount", received.ReceiveCount.ToString(CultureInfo.InvariantCulture));
        yield return ("ApproximateFirstReceiveTimestamp", Milliseconds(message.FirstReceived));
        yield return ("MessageGroupId", message.Content.GroupId);
        yield return ("MessageDeduplicationId", message.Content.DeduplicationId);
        yield return ("SequenceNumber", fifo ? LocalQueue.SequenceNumber(message.Number) : null);
        yield return ("AWSTraceHeader", message.Content.TraceHeader);
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static int? InRange(SqsRequest request, string name, int low, int high) =>
        request.Number(name) is not { } number ? null
        : number >= low && number <= high ? number
        : throw SqsError.InvalidValue($"Value {number} for parameter {name} is invalid. Reason: Must be between {low} and {high}, if provided.");

    private static JsonObject Batch(SqsRequest request, Action<SqsRequest> run) => Batch(
        request,
        (_, entry) =>
        {
            run(entry);
            return [];
        });

    /// <summary>Checks the batch as a whole, then answers entry by entry: one that fails leaves the others alone.</summary>
    /// <param name="prepare">Reads an entry; its refusal belongs to the entry.</param>
    /// <param name="check">The rules on all entries together, before the first one runs.</param>
    private static JsonObject Batch(
        SqsRequest request, Func<string, SqsRequest, JsonObject> run, Action<string, SqsRequest>? prepare = null, Action? check = null)
    {
        var entries = request.Entries().Select(e => (Id: e.Required("Id"), Entry: e)).ToList();
        if (entries.Count == 0)
            throw SqsError.Batch("EmptyBatchRequest", "There should be at least one entry in the request.");
        if (entries.Count > BatchEntries)
            throw SqsError.Batch("TooManyEntriesInBatchRequest", $"Maximum number of entries per request are {BatchEntries}. You have sent {entries.Count}.");
        if (entries.FirstOrDefault(e => !EntryId().IsMatch(e.Id)) is { Id: not null })
            throw SqsError.Batch("InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.");
        if (entries.GroupBy(e => e.Id).FirstOrDefault(g => g.Count() > 1) is { } repeated)
            throw SqsError.Batch("BatchEntryIdsNotDistinct", $"Id {repeated.Key} repeated.");
        var (successful, failed) = (new JsonArray(), new JsonArray());
        var usable = entries.Where(e => Try(e.Id, () => prepare?.Invoke(e.Id, e.Entry), failed)).ToList();
        check?.Invoke();
        foreach (var (id, entry) in usable)
        {
            Try(id, () =>
            {
                var answer = run(id, entry);
                answer["Id"] = id;
                successful.Add((JsonNode)answer);
            }, failed);
        }
        return new JsonObject { ["Successful"] = successful, ["Failed"] = failed };
    }

    private static bool Try(string id, Action action, JsonArray failed)
    {
        try
        {
            action();
            return true;
        }
        catch (SqsError error)
        {
            failed.Add((JsonNode)new JsonObject { ["Id"] = id, ["Code"] = error.Code, ["Message"] = error.Message, ["SenderFault"] = error.SenderFault });
            return false;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,80}\z")]
    private static partial Regex EntryId();
}
