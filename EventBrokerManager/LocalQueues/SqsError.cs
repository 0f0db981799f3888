using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.LocalQueues;

/// <summary>A refusal in SQS's words. The JSON protocol names its shape, and in a header the code of the older query protocol.</summary>
internal sealed class SqsError(string shape, string code, string message, bool senderFault = true) : Exception(message)
{
    /// <summary>The <c>__type</c>; the SDKs choose their exception class by what stands after the #.</summary>
    public string Shape { get; } = shape;

    /// <summary>As in batch answers and in <c>x-amzn-query-error</c>.</summary>
    public string Code { get; } = code;

    public bool SenderFault { get; } = senderFault;

    public static SqsError NoSuchQueue() => new("com.amazonaws.sqs#QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");

    public static SqsError NameExists() => new("com.amazonaws.sqs#QueueNameExists", "QueueAlreadyExists", "A queue already exists with the same name and a different value for one of its attributes.");

    public static SqsError InvalidValue(string message) => new("com.amazon.coral.service#InvalidParameterValueException", "InvalidParameterValue", message);

    public static SqsError Missing(string parameter) =>
        new("com.amazon.coral.service#MissingRequiredParameterException", "MissingParameter", $"The request must contain the parameter {parameter}.");

    public static SqsError InvalidAttributeName(string name) => new("com.amazonaws.sqs#InvalidAttributeName", "InvalidAttributeName", $"Unknown Attribute {name}.");

    public static SqsError InvalidAttributeValue(string name) => new("com.amazonaws.sqs#InvalidAttributeValue", "InvalidAttributeValue", $"Invalid value for the parameter {name}.");

    public static SqsError InvalidContents() =>
        new("com.amazonaws.sqs#InvalidMessageContents", "InvalidMessageContents", "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");

    public static SqsError InvalidReceipt() => new("com.amazonaws.sqs#ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", "The input receipt handle is invalid.");

    public static SqsError NotInFlight() => new("com.amazonaws.sqs#MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight", "The message referred to isn't in flight.");

    /// <summary>Memory is bounded: what a queue cannot hold is refused in the way in which SQS asks to come back later.</summary>
    public static SqsError Throttled(string message) => new("com.amazonaws.sqs#RequestThrottled", "RequestThrottled", message, senderFault: false);

    public static SqsError TooManyQueues() => new("com.amazonaws.sqs#OverLimit", "OverLimit", $"Local queues are limited to {LocalLimits.Queues:N0}. Delete one first.");

    public static SqsError UnknownAction(string action) =>
        new("com.amazon.coral.service#UnknownOperationException", "InvalidAction", $"The action {action} is not offered by local queues.");

    public static SqsError Unreadable(string message) => new("com.amazon.coral.service#SerializationException", "MalformedInput", message);

    public static SqsError Batch(string name, string message) => new($"com.amazonaws.sqs#{name}", $"AWS.SimpleQueueService.{name}", message);

    /// <summary>The same for a person.</summary>
    public RefusedException ToRefusal(string field) => Code switch
    {
        "AWS.SimpleQueueService.NonExistentQueue" => RefusedException.NotFound("There is no such local queue. It may have been deleted meanwhile; reload the list."),
        "QueueAlreadyExists" => RefusedException.Conflict("There is a local queue of this name already. Choose another name."),
        "RequestThrottled" or "OverLimit" => RefusedException.Conflict(Message),
        _ => RefusedException.Invalid(field, Message),
    };
}
