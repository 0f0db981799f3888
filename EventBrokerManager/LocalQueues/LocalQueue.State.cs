using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace EventBrokerManager.LocalQueues;

/// <summary>What happens to messages, all of it under the lock.</summary>
internal sealed partial class LocalQueue
{
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake()
    {
        var ready = _ready;
        _ready = NewSignal();
        ready.SetResult();
    }

    /// <summary>Lets time happen: what was hidden long enough is visible, what is older than the retention is gone.</summary>
    private DateTimeOffset Advance()
    {
        if (_deleted)
            throw SqsError.NoSuchQueue();
        var now = time.GetUtcNow();
        var oldest = now.AddSeconds(-_settings.MessageRetentionPeriod);
        while (_messages.Count > 0 && _messages.First().Value is { } first && first.Sent <= oldest)
            Remove(first);
        var released = false;
        while (_alarms.TryPeek(out var alarm, out var ticks) && ticks <= now.UtcTicks)
        {
            _alarms.Dequeue();
            var message = alarm.Message;
            if (message.Alarm != alarm.Alarm || message.State is not (MessageState.InFlight or MessageState.Delayed))
                continue;
            var wasInFlight = message.State == MessageState.InFlight;
            Move(message, MessageState.Ready);
            _order.Release(message, wasInFlight);
            released = true;
        }
        if (released)
            Wake();
        return now;
    }

    private void Hide(Message message, DateTimeOffset until)
    {
        message.VisibleAt = until;
        _alarms.Enqueue((message, ++message.Alarm), until.UtcTicks);
    }

    private void Move(Message message, MessageState state)
    {
        _counts[(int)message.State]--;
        message.State = state;
        _counts[(int)state]++;
    }

    private ReceivedMessage HandOut(Message message, DateTimeOffset now, int visibility)
    {
        Move(message, MessageState.InFlight);
        if (message.ReceiveCount++ == 0)
            message.FirstReceived = now;
        Hide(message, now.AddSeconds(visibility));
        return new ReceivedMessage(message, message.ReceiveCount, Handle(message));
    }

    private void Remove(Message message)
    {
        var wasInFlight = message.State == MessageState.InFlight;
        _messages.Remove(message.Number);
        memory.Return(message.Content.Size);
        _counts[(int)message.State]--;
        message.State = MessageState.Gone;
        _order.Remove(message, wasInFlight);
    }

    private string Handle(Message message) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{_settings.Name} {_instance:N} {message.Number} {message.ReceiveCount}")));

    /// <summary>The message of a handle and whether the handle is of its last receive; null where the message is gone.</summary>
    /// <exception cref="SqsError">This queue never gave out such a handle.</exception>
    private (Message? Message, bool Current) Find(string receiptHandle)
    {
        string[] parts;
        try
        {
            parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(receiptHandle)).Split(' ');
        }
        catch (FormatException)
        {
            throw SqsError.InvalidReceipt();
        }
        if (parts.Length != 4 || parts[0] != _settings.Name || !Guid.TryParse(parts[1], out var instance)
            || !long.TryParse(parts[2], out var number) || !int.TryParse(parts[3], out var receive))
            throw SqsError.InvalidReceipt();
        return instance == _instance && _messages.TryGetValue(number, out var message) ? (message, message.ReceiveCount == receive) : (null, false);
    }
}
