using System.Text;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>A message as it goes to SQS; it keeps every limit that SQS sets on a single message.</summary>
/// <param name="BodyUtf8">Valid UTF-8, never empty. It may be the record's own array: don't write to it.</param>
/// <param name="Attributes">Ten at most, names unique.</param>
/// <param name="GroupId">Null for a standard queue.</param>
/// <param name="DeduplicationId">Null for a standard queue.</param>
/// <param name="Bytes">Its size as SQS counts it: body, and names, types and values of the attributes.</param>
internal sealed record SqsMessage(
    ReadOnlyMemory<byte> BodyUtf8, IReadOnlyList<SqsAttribute> Attributes, string? GroupId, string? DeduplicationId, int Bytes)
{
    public const int MostAttributes = 10;

    /// <summary>The body as a string; made anew with each call.</summary>
    public string Body => Encoding.UTF8.GetString(BodyUtf8.Span);
}

/// <summary>A message as it came from SQS.</summary>
/// <param name="Body">UTF-8. It becomes the record's value as it is: don't write to it afterwards.</param>
/// <param name="GroupId">Null where there is none.</param>
internal sealed record ReceivedMessage(string MessageId, byte[] Body, IReadOnlyList<SqsAttribute> Attributes, string? GroupId);
