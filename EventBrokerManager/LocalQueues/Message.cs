namespace EventBrokerManager.LocalQueues;

/// <summary>A message as a sender wrote it, before any rule was applied.</summary>
internal sealed record MessageDraft(string? Body)
{
    public IReadOnlyList<LocalAttribute> Attributes { get; init; } = [];
    public string? TraceHeader { get; init; }
    public string? GroupId { get; init; }
    public string? DeduplicationId { get; init; }

    /// <summary>Seconds; null: the queue's own.</summary>
    public int? DelaySeconds { get; init; }
}

/// <summary>A message that passed the rules.</summary>
/// <param name="Size">Bytes of body and attributes, as SQS counts them.</param>
/// <param name="DeduplicationId">Null in a standard queue.</param>
internal sealed record MessageContent(
    string Body,
    IReadOnlyList<LocalAttribute> Attributes,
    string? TraceHeader,
    string? GroupId,
    string? DeduplicationId,
    int DelaySeconds,
    int Size);

internal enum MessageState
{
    Delayed,
    Ready,
    InFlight,
    Gone,
}

/// <summary>A message in a queue. Touched only under the queue's lock.</summary>
internal sealed class Message(long number, MessageContent content, DateTimeOffset sent)
{
    public long Number { get; } = number;
    public Guid Id { get; } = Guid.NewGuid();
    public MessageContent Content { get; } = content;
    public DateTimeOffset Sent { get; } = sent;
    public MessageState State { get; set; }

    /// <summary>When it becomes visible (again); meaningless while Ready.</summary>
    public DateTimeOffset VisibleAt { get; set; }

    /// <summary>Rises with each change of <see cref="VisibleAt"/>, so that an older alarm for this message is known as such.</summary>
    public int Alarm { get; set; }

    public int ReceiveCount { get; set; }
    public DateTimeOffset FirstReceived { get; set; }

    /// <summary>Its place in its group; FIFO queues only.</summary>
    public LinkedListNode<Message>? Place { get; set; }
}

/// <summary>What a receiver gets: the message, its counts at that moment, and the handle for this one receive.</summary>
internal sealed record ReceivedMessage(Message Message, int ReceiveCount, string ReceiptHandle);
