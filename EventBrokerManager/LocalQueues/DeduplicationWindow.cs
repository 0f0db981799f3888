namespace EventBrokerManager.LocalQueues;

/// <summary>What a FIFO queue remembers of deduplication ids: five minutes, as SQS does, whether the message is still there or not.</summary>
internal sealed class DeduplicationWindow
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, (Guid Id, long Number)> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, DateTimeOffset Until)> _ends = new();

    public int Count => _seen.Count;

    /// <summary>The message that was sent with this id, or null where none was lately.</summary>
    public (Guid Id, long Number)? Find(string id, DateTimeOffset now)
    {
        while (_ends.TryPeek(out var end) && end.Until <= now)
            _seen.Remove(_ends.Dequeue().Id);
        return _seen.TryGetValue(id, out var first) ? first : null;
    }

    public void Add(string id, (Guid Id, long Number) message, DateTimeOffset now)
    {
        _seen.Add(id, message);
        _ends.Enqueue((id, now + Length));
    }
}
