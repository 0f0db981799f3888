using System.Globalization;

namespace EventBrokerManager.LocalQueues;

/// <summary>
/// One queue in memory. Guarantees: a received message is hidden for its visibility timeout and then comes again unless it was deleted;
/// a FIFO queue hands out each group in the order of sending, and nothing of a group while one of it is in flight;
/// a waiting receiver is woken by the message, not by a clock. Safe for any number of callers.
/// </summary>
internal sealed partial class LocalQueue(QueueSettings settings, TimeProvider time, MemoryBudget memory, Action changed)
{
    private readonly Lock _lock = new();
    private readonly Guid _instance = Guid.NewGuid();
    private readonly SortedDictionary<long, Message> _messages = [];
    private readonly IDeliveryOrder _order = settings.Fifo ? new GroupOrder() : new StandardOrder();
    private readonly PriorityQueue<(Message Message, int Alarm), long> _alarms = new();
    private readonly DeduplicationWindow _seen = new();
    private readonly int[] _counts = new int[Enum.GetValues<MessageState>().Length];
    private TaskCompletionSource _ready = NewSignal();
    private QueueSettings _settings = settings;
    private long _lastNumber;
    private bool _deleted;

    public QueueSettings Settings
    {
        get
        {
            lock (_lock)
                return _settings;
        }
    }

    public void Change(Func<QueueSettings, QueueSettings> change)
    {
        lock (_lock)
            _settings = change(_settings);
        changed();
    }

    /// <summary>Adds a message; a copy of one that was sent within five minutes is not added and gets the first one's answer.</summary>
    /// <exception cref="SqsError">The queue is full or gone.</exception>
    public (Guid Id, long Number) Send(MessageContent content)
    {
        (Guid, long) sent;
        lock (_lock)
        {
            var now = Advance();
            if (content.DeduplicationId is { } id && _seen.Find(id, now) is { } first)
                return first;
            if (_messages.Count >= LocalLimits.Messages || _seen.Count >= LocalLimits.DeduplicationIds)
                throw SqsError.Throttled($"The local queue {_settings.Name} is full: it keeps {LocalLimits.Messages:N0} messages. Receive and delete some, or purge it.");
            if (!memory.TryTake(content.Size))
                throw SqsError.Throttled($"Local queues are full: together they keep {LocalLimits.Bytes >> 20} MiB. Purge one.");
            var message = new Message(++_lastNumber, content, now);
            _messages.Add(message.Number, message);
            message.State = content.DelaySeconds > 0 ? MessageState.Delayed : MessageState.Ready;
            _counts[(int)message.State]++;
            if (message.State == MessageState.Delayed)
                Hide(message, now.AddSeconds(content.DelaySeconds));
            _order.Add(message);
            sent = (message.Id, message.Number);
            if (content.DeduplicationId is { } fresh)
                _seen.Add(fresh, sent, now);
            Wake();
        }
        changed();
        return sent;
    }

    /// <summary>Up to <paramref name="max"/> messages; waits for the first one up to <paramref name="wait"/>.</summary>
    /// <param name="visibility">Seconds; null: the queue's own.</param>
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int max, int? visibility, TimeSpan wait, CancellationToken cancellation)
    {
        var until = time.GetUtcNow() + wait;
        while (true)
        {
            Task ready;
            TimeSpan pause;
            lock (_lock)
            {
                var now = Advance();
                var taken = _order.Take(max).ConvertAll(message => HandOut(message, now, visibility ?? _settings.VisibilityTimeout));
                if (taken.Count > 0 || now >= until)
                {
                    if (taken.Count > 0)
                        changed();
                    return taken;
                }
                ready = _ready.Task;
                pause = until - now;
                if (_alarms.TryPeek(out _, out var ticks) && new DateTimeOffset(ticks, TimeSpan.Zero) - now is var next && next < pause)
                    pause = next;
            }
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(ready, Task.Delay(pause, time, stop.Token));
            await stop.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Deletes what this handle's receive handed out; a message that is gone already is no error.</summary>
    /// <exception cref="SqsError">The handle is none, or in a FIFO queue no longer the valid one.</exception>
    public void Delete(string receiptHandle)
    {
        lock (_lock)
        {
            Advance();
            var (message, current) = Find(receiptHandle);
            if (message is null)
                return;
            if (_settings.Fifo && !(current && message.State == MessageState.InFlight))
                throw SqsError.InvalidValue($"Value {receiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
            if (!current)
                return;
            Remove(message);
            Wake();
        }
        changed();
    }

    /// <param name="seconds">From now; 0 gives the message back at once.</param>
    public void ChangeVisibility(string receiptHandle, int seconds)
    {
        if (seconds is < 0 or > 43_200)
            throw SqsError.InvalidValue($"Value {seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.");
        lock (_lock)
        {
            var now = Advance();
            var (message, current) = Find(receiptHandle);
            if (message is null || !current)
                throw SqsError.InvalidValue($"Value {receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.");
            if (message.State != MessageState.InFlight)
                throw SqsError.NotInFlight();
            Hide(message, now.AddSeconds(seconds));
            Advance();
        }
        changed();
    }

    public int Purge()
    {
        int count;
        lock (_lock)
        {
            count = _messages.Count;
            foreach (var message in _messages.Values)
                memory.Return(message.Content.Size);
            _messages.Clear();
            _alarms.Clear();
            _order.Clear();
            Array.Clear(_counts);
        }
        changed();
        return count;
    }

    /// <summary>Empties the queue for good; receivers that wait are told that it does not exist.</summary>
    public void Close()
    {
        Purge();
        lock (_lock)
        {
            _deleted = true;
            Wake();
        }
    }

    public (int Visible, int InFlight, int Delayed, DateTimeOffset? Oldest) Counts()
    {
        lock (_lock)
        {
            if (!_deleted)
                Advance();
            return (_counts[(int)MessageState.Ready], _counts[(int)MessageState.InFlight], _counts[(int)MessageState.Delayed],
                _messages.Count == 0 ? null : _messages.First().Value.Sent);
        }
    }

    public IReadOnlyList<LocalMessageDetails> Peek(int limit, long after)
    {
        lock (_lock)
        {
            if (!_deleted)
                Advance();
            return _messages.Values.SkipWhile(m => m.Number <= after).Take(limit).Select(m => new LocalMessageDetails(
                m.Number, m.Id.ToString(), m.Content.Body, m.Content.Attributes, m.Content.GroupId, m.Content.DeduplicationId, m.Sent, m.ReceiveCount,
                m.State == MessageState.Ready ? null : m.VisibleAt)).ToList();
        }
    }

    /// <summary>The number as SQS writes it: 20 digits, so that text sorts like numbers.</summary>
    public static string SequenceNumber(long number) => number.ToString("D20", CultureInfo.InvariantCulture);
}
