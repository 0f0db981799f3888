using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EventBrokerManager.LocalQueues;

/// <summary>SQS's rules for a single message (Amazon SQS Developer Guide, "message quotas" and "message metadata").</summary>
internal static partial class MessageRules
{
    /// <exception cref="SqsError">The first rule that the message breaks.</exception>
    public static MessageContent Check(MessageDraft draft, QueueSettings queue)
    {
        if (string.IsNullOrEmpty(draft.Body))
            throw SqsError.Missing("MessageBody");
        if (!IsAllowed(draft.Body))
            throw SqsError.InvalidContents();
        if (draft.Attributes.Count > 10)
            throw SqsError.InvalidValue($"Number of message attributes [{draft.Attributes.Count}] exceeds the allowed maximum [10].");
        foreach (var attribute in draft.Attributes)
            CheckAttribute(attribute);
        var size = Size(draft);
        if (size > queue.MaximumMessageSize)
            throw SqsError.InvalidValue($"One or more parameters are invalid. Reason: Message must be shorter than {queue.MaximumMessageSize} bytes.");
        CheckId(draft.GroupId, "MessageGroupId");
        CheckId(draft.DeduplicationId, "MessageDeduplicationId");
        if (draft.DelaySeconds is < 0 or > 900)
            throw SqsError.InvalidValue($"Value {draft.DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.");
        var deduplication = queue.Fifo ? CheckFifo(draft, queue) : CheckStandard(draft);
        return new MessageContent(draft.Body, draft.Attributes, draft.TraceHeader, draft.GroupId, deduplication, draft.DelaySeconds ?? queue.DelaySeconds, size);
    }

    /// <summary>Bytes as SQS counts them: the body, and of each attribute its name, data type and value.</summary>
    public static int Size(MessageDraft draft) =>
        Encoding.UTF8.GetByteCount(draft.Body ?? "") + draft.Attributes.Sum(a =>
            Encoding.UTF8.GetByteCount(a.Name) + Encoding.UTF8.GetByteCount(a.DataType) + (a.Bytes?.Length ?? Encoding.UTF8.GetByteCount(a.Text ?? "")));

    private static string CheckFifo(MessageDraft draft, QueueSettings queue)
    {
        if (draft.GroupId is null)
            throw SqsError.Missing("MessageGroupId");
        if (draft.DelaySeconds is not (null or 0))
            throw SqsError.InvalidValue($"Value {draft.DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.");
        if (draft.DeduplicationId is { } id)
            return id;
        return queue.ContentBasedDeduplication
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(draft.Body!)))
            : throw SqsError.InvalidValue("The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");
    }

    /// <summary>A group id is allowed: it makes the queue fair among its groups.</summary>
    private static string? CheckStandard(MessageDraft draft) => draft.DeduplicationId is null
        ? null
        : throw SqsError.InvalidValue($"Value {draft.DeduplicationId} for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.");

    private static void CheckAttribute(LocalAttribute attribute)
    {
        var name = attribute.Name;
        if (!AttributeName().IsMatch(name) || name.Length > 256 || name.StartsWith('.') || name.EndsWith('.') || name.Contains("..", StringComparison.Ordinal))
            throw SqsError.InvalidValue($"Invalid message attribute name '{name}'. A name has 1 to 256 of the characters A-Z, a-z, 0-9, underscore, hyphen and period; it neither starts nor ends with a period, and has no periods in succession.");
        if (name.StartsWith("aws.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("amazon.", StringComparison.OrdinalIgnoreCase))
            throw SqsError.InvalidValue($"Message attribute name '{name}' starts with a reserved prefix, such as AWS. or Amazon.");
        if (!DataType().IsMatch(attribute.DataType) || attribute.DataType.Length > 256)
            throw SqsError.InvalidValue($"The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.");
        if (attribute.DataType.StartsWith("Binary", StringComparison.Ordinal) ? attribute.Bytes is not { Length: > 0 } : string.IsNullOrEmpty(attribute.Text))
            throw SqsError.InvalidValue($"The message attribute '{name}' must contain a non-empty message attribute value for message attribute type '{attribute.DataType}'.");
        if (attribute.Text is { } text && !IsAllowed(text))
            throw SqsError.InvalidContents();
        if (attribute.DataType.StartsWith("Number", StringComparison.Ordinal) && !Number().IsMatch(attribute.Text!))
            throw SqsError.InvalidValue($"Can't cast the value of message (user) attribute '{name}' to a number.");
    }

    private static void CheckId(string? id, string parameter)
    {
        if (id is not null && !Id().IsMatch(id))
            throw SqsError.InvalidValue($"Value {id} for parameter {parameter} is invalid. Reason: {parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
    }

    /// <summary>The characters that SQS allows: XML 1.0's. A surrogate that stands alone is none.</summary>
    private static bool IsAllowed(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done
                || rune.Value is < 0x20 and not (0x9 or 0xA or 0xD) or 0xFFFE or 0xFFFF)
                return false;
            rest = rest[length..];
        }
        return true;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.-]+\z")]
    private static partial Regex AttributeName();

    [GeneratedRegex(@"^(String|Number|Binary)(\..+)?\z")]
    private static partial Regex DataType();

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[!-~]{1,128}\z")]
    private static partial Regex Id();
}
