using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Amazon.SQS.Model;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Confluent.Kafka;

namespace EventBrokerManager.Tests.EndToEnd;

/// <summary>
/// An event as it stands at the end of its way. Read with the vendors' clients and the CloudEvents SDK by what <c>docs/design/mapping.md</c>
/// says, never with the product's own code.
/// </summary>
internal sealed record SeenEvent(
    Dictionary<string, string> Attributes, string? ContentType, byte[]? Data, byte[]? Key, List<(string Name, byte[]? Value)> Others)
{
    private static readonly JsonEventFormatter Formatter = new();

    public string Id => Attributes["id"];

    /// <summary>True where it arrived in structured mode.</summary>
    public bool IsStructured { get; private init; }

    public static SeenEvent Of(Message message)
    {
        Assert.InRange(message.MessageAttributes.Count, 1, 10);
        var fields = new List<(string Name, byte[]? Value)>();
        byte[]? key = null;
        if (message.Attributes.TryGetValue("MessageGroupId", out var group))
            key = Encoding.UTF8.GetBytes(group);
        foreach (var (name, value) in message.MessageAttributes)
        {
            var bytes = value.BinaryValue?.ToArray() ?? Encoding.UTF8.GetBytes(value.StringValue);
            if (name == "ebkey")
                key = value.DataType switch { "String.null" => null, "String.empty" => [], _ => bytes };
            else if (name == "ebheaders")
                fields.AddRange(JsonSerializer.Deserialize<JsonElement[]>(bytes)!.Select(h => (h[1].GetString()!, BytesOf(h[2]))));
            else
                fields.Add((name, bytes));
        }

        return Of(fields, Encoding.UTF8.GetBytes(message.Body), key);
    }

    public static SeenEvent Of(Message<byte[]?, byte[]?> record) =>
        Of([.. record.Headers.Select(h => (h.Key, (byte[]?)h.GetValueBytes()))], record.Value, record.Key);

    /// <summary>All of it, in words that can be compared.</summary>
    public override string ToString() => string.Join(
        '\n',
        [
            .. Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}"),
            $"content type: {ContentType}",
            $"data: {Show(Data)}",
            $"key: {Show(Key)}",
            .. Others.OrderBy(o => o.Name, StringComparer.Ordinal).Select(o => $"{o.Name}: {Show(o.Value)}"),
        ]);

    private static SeenEvent Of(List<(string Name, byte[]? Value)> fields, byte[]? value, byte[]? key)
    {
        var contentType = fields.SingleOrDefault(f => f.Name == "content-type").Value is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        var others = fields.Where(f => !f.Name.StartsWith("ce_", StringComparison.Ordinal) && f.Name != "content-type").ToList();
        var isStructured = contentType?.StartsWith("application/cloudevents", StringComparison.Ordinal) == true;
        var read = isStructured ? Structured(value!, contentType!) : Binary(fields, contentType, value);
        var attributes = read.GetPopulatedAttributes()
            .Where(a => a.Key != read.SpecVersion.DataContentTypeAttribute)
            .ToDictionary(a => a.Key.Name, a => a.Key.Format(a.Value));
        var data = !isStructured ? value : read.Data switch
        {
            null => null,
            JsonElement json => Encoding.UTF8.GetBytes(json.GetRawText()),
            string text => Encoding.UTF8.GetBytes(text),
            var other => (byte[])other,
        };
        return new SeenEvent(attributes, read.DataContentType, data, key, others) { IsStructured = isStructured };
    }

    private static CloudEvent Structured(byte[] json, string contentType) =>
        Formatter.DecodeStructuredModeMessage(json, new ContentType(contentType), extensionAttributes: null);

    private static CloudEvent Binary(List<(string Name, byte[]? Value)> fields, string? contentType, byte[]? value)
    {
        Assert.Equal("1.0", Encoding.UTF8.GetString(fields.Single(f => f.Name == "ce_specversion").Value!));
        var read = new CloudEvent(CloudEventsSpecVersion.V1_0) { DataContentType = contentType };
        foreach (var (name, bytes) in fields.Where(f => f.Name.StartsWith("ce_", StringComparison.Ordinal) && f.Name != "ce_specversion"))
            read.SetAttributeFromString(name[3..], Encoding.UTF8.GetString(bytes!));
        if (value is { Length: > 0 })
            Formatter.DecodeBinaryModeEventData(value, read);
        return read.Validate();
    }

    private static byte[]? BytesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => Encoding.UTF8.GetBytes(value.GetString()!),
        _ => value.GetProperty("base64").GetBytesFromBase64(),
    };

    private static string Show(byte[]? bytes) => bytes is null ? "null" : $"{bytes.Length} bytes, {Convert.ToBase64String(bytes)}";
}
