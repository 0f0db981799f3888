using System.Text.Json;

namespace EventBrokerManager.LocalQueues;

/// <summary>The JSON of a request or of a batch's entry, read member by member. What has the wrong form is refused as SQS refuses it.</summary>
internal readonly struct SqsRequest(JsonElement json)
{
    public string? Text(string name) => Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => Read(text),
        _ => throw SqsError.Unreadable($"{name} must be a string."),
    };

    public string Required(string name) => Text(name) is { Length: > 0 } text ? text : throw SqsError.Missing(name);

    public int? Number(string name) => Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) => value,
        _ => throw SqsError.Unreadable($"{name} must be a whole number."),
    };

    public IReadOnlyList<string> Texts(string name) => List(name, text => text.ValueKind == JsonValueKind.String ? Read(text) : throw SqsError.Unreadable($"{name} must hold strings."));

    public IReadOnlyList<SqsRequest> Entries() => List("Entries", entry => entry.ValueKind == JsonValueKind.Object ? new SqsRequest(entry) : throw SqsError.Unreadable("Entries must hold objects."));

    public IReadOnlyDictionary<string, string> Map(string name) =>
        Members(name).ToDictionary(m => m.Name, m => m.Value.ValueKind == JsonValueKind.String ? Read(m.Value) : throw SqsError.Unreadable($"{name} must hold strings."));

    /// <summary>The message in a SendMessage, or in an entry of a SendMessageBatch.</summary>
    public MessageDraft Message() => new(Text("MessageBody"))
    {
        Attributes = [.. Members("MessageAttributes").Select(m => Attribute(m.Name, new SqsRequest(m.Value)))],
        TraceHeader = Members("MessageSystemAttributes").Where(m => m.Name == "AWSTraceHeader").Select(m => new SqsRequest(m.Value).Text("StringValue")).FirstOrDefault(),
        GroupId = Text("MessageGroupId"),
        DeduplicationId = Text("MessageDeduplicationId"),
        DelaySeconds = Number("DelaySeconds"),
    };

    /// <summary>The data type decides which of the two values counts.</summary>
    private static LocalAttribute Attribute(string name, SqsRequest value)
    {
        var type = value.Text("DataType") ?? "";
        if (!type.StartsWith("Binary", StringComparison.Ordinal))
            return new LocalAttribute(name, type, value.Text("StringValue"));
        try
        {
            return new LocalAttribute(name, type, null, Convert.FromBase64String(value.Text("BinaryValue") ?? ""));
        }
        catch (FormatException)
        {
            throw SqsError.Unreadable($"The value of {name} is not base64.");
        }
    }

    private IReadOnlyList<T> List<T>(string name, Func<JsonElement, T> read) => Member(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(read)],
        _ => throw SqsError.Unreadable($"{name} must be a list."),
    };

    private IEnumerable<JsonProperty> Members(string name) => Member(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } map => map.EnumerateObject(),
        _ => throw SqsError.Unreadable($"{name} must be an object."),
    };

    private JsonElement? Member(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>A surrogate without its other half cannot be text.</summary>
    private static string Read(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw SqsError.InvalidContents();
        }
    }
}
