namespace EventBrokerManager.LocalQueues;

/// <summary>Which message comes next. Used only under the queue's lock; states are set by the queue, before the call.</summary>
internal interface IDeliveryOrder
{
    /// <summary>A new message, Ready or Delayed.</summary>
    void Add(Message message);

    /// <summary>The next Ready messages, which are about to be in flight.</summary>
    List<Message> Take(int max);

    /// <summary>A message that was Delayed is Ready now, or one that was in flight is Ready again.</summary>
    void Release(Message message, bool wasInFlight);

    void Remove(Message message, bool wasInFlight);

    void Clear();
}

/// <summary>Standard queues: roughly as sent; what was received before comes again last.</summary>
internal sealed class StandardOrder : IDeliveryOrder
{
    private readonly Queue<Message> _ready = new();

    public void Add(Message message)
    {
        if (message.State == MessageState.Ready)
            _ready.Enqueue(message);
    }

    public List<Message> Take(int max)
    {
        var taken = new List<Message>();
        while (taken.Count < max && _ready.TryDequeue(out var message))
        {
            if (message.State == MessageState.Ready)
                taken.Add(message);
        }
        return taken;
    }

    public void Release(Message message, bool wasInFlight) => _ready.Enqueue(message);

    /// <summary>A Ready message that was removed is passed over when its turn comes.</summary>
    public void Remove(Message message, bool wasInFlight)
    {
    }

    public void Clear() => _ready.Clear();
}

/// <summary>FIFO queues: the order of sending within each group; while a message of a group is in flight, no later one of it is handed out.</summary>
internal sealed class GroupOrder : IDeliveryOrder
{
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly Queue<Group> _ready = new();

    public void Add(Message message)
    {
        var name = message.Content.GroupId!;
        if (!_groups.TryGetValue(name, out var group))
            _groups.Add(name, group = new Group());
        message.Place = group.Messages.AddLast(message);
        Offer(group);
    }

    public List<Message> Take(int max)
    {
        var taken = new List<Message>();
        while (taken.Count < max && _ready.TryDequeue(out var group))
        {
            group.Offered = false;
            for (var place = group.Messages.First; place is not null && taken.Count < max && place.Value.State == MessageState.Ready; place = place.Next)
            {
                group.InFlight++;
                taken.Add(place.Value);
            }
        }
        return taken;
    }

    public void Release(Message message, bool wasInFlight)
    {
        var group = _groups[message.Content.GroupId!];
        if (wasInFlight)
            group.InFlight--;
        Offer(group);
    }

    public void Remove(Message message, bool wasInFlight)
    {
        var group = _groups[message.Content.GroupId!];
        group.Messages.Remove(message.Place!);
        if (wasInFlight)
            group.InFlight--;
        if (group.Messages.Count == 0)
            _groups.Remove(message.Content.GroupId!);
        else
            Offer(group);
    }

    public void Clear()
    {
        _groups.Clear();
        _ready.Clear();
    }

    private void Offer(Group group)
    {
        if (group.Offered || group.InFlight > 0 || group.Messages.First?.Value.State != MessageState.Ready)
            return;
        group.Offered = true;
        _ready.Enqueue(group);
    }

    private sealed class Group
    {
        public LinkedList<Message> Messages { get; } = new();
        public int InFlight { get; set; }
        public bool Offered { get; set; }
    }
}
