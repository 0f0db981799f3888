using System.Text.Json;
using System.Text.Json.Serialization;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Drafts;

/// <summary>The pages of the wizard, in their order.</summary>
public enum WizardStep
{
    Service,
    Details,
    Events,
    Policy,
}

/// <summary>Everything that a person has entered into the wizard so far. Going back and forth changes none of it but the step.</summary>
public sealed class WizardDraft
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public WizardStep Step { get; set; }

    /// <summary>The bridge that is changed; null for a new one.</summary>
    public Guid? BridgeId { get; init; }

    /// <summary>The revision of that bridge when the change began.</summary>
    public int? Revision { get; init; }

    /// <summary>The connector's key. The only one that can be chosen is chosen from the beginning.</summary>
    public string? Service { get; set; } = BridgeServices.Sqs;

    /// <summary>The space's id.</summary>
    public string? Space { get; set; }

    public string? Name { get; set; }

    public string? Region { get; set; }

    public StartFrom From { get; set; }

    public List<DraftEvent> Events { get; init; } = [];

    /// <summary>For which queues the person said that the statements were added; see <see cref="Confirmed"/>.</summary>
    public string? ConfirmedFor { get; set; }

    /// <summary>That the statements were added. It holds for the queues of that moment: another queue has to be confirmed anew.</summary>
    [JsonIgnore]
    public bool Confirmed
    {
        get => ConfirmedFor is not null && ConfirmedFor == Queues;
        set => ConfirmedFor = value ? Queues : null;
    }

    /// <summary>True where there is nothing to lose.</summary>
    [JsonIgnore]
    public bool IsEmpty => BridgeId is null && Events.Count == 0 && string.IsNullOrWhiteSpace(Name);

    private string Queues =>
        string.Join('\n', Events.SelectMany(e => new[] { $">{e.To?.Trim()}", $"<{e.From?.Trim()}" }).Where(q => q.Length > 1).Order(StringComparer.Ordinal));

    /// <summary>The request that the draft stands for, and which of the wizard's fields each connection comes from.</summary>
    public (BridgeRequest Request, IReadOnlyList<string> Fields) ToRequest()
    {
        var connections = new List<ConnectionRequest>();
        var fields = new List<string>();
        for (var i = 0; i < Events.Count; i++)
        {
            Add(Direction.KafkaToTarget, Events[i].To);
            Add(Direction.TargetToKafka, Events[i].From);

            void Add(Direction direction, string? target)
            {
                if (string.IsNullOrWhiteSpace(target))
                    return;
                connections.Add(new(Events[i].EventId.Hex(), direction, target, Events[i].Format(direction)));
                fields.Add(WizardRules.TargetField(i, direction));
            }
        }

        return (new(Name, Service, Space, Region, From, connections), fields);
    }

    /// <summary>A draft that makes another bridge like <paramref name="bridge"/>; without its queues, which belong to that one.</summary>
    public static WizardDraft CopyOf(BridgeDetails bridge) => new()
    {
        Step = WizardStep.Details,
        Service = bridge.Service,
        Space = bridge.SpaceId.Hex(),
        Region = bridge.Region,
        From = bridge.From,
        Events =
        [
            .. bridge.Connections.DistinctBy(c => c.EventId)
                .Select(c => new DraftEvent { EventId = c.EventId, Event = c.Event, Service = c.Service }),
        ],
    };

    /// <summary>A draft that changes <paramref name="bridge"/>. Its queues are confirmed already; another one has to be confirmed.</summary>
    public static WizardDraft ChangeOf(BridgeDetails bridge)
    {
        var draft = new WizardDraft
        {
            Step = WizardStep.Details,
            BridgeId = bridge.Id,
            Revision = bridge.Revision,
            Service = bridge.Service,
            Space = bridge.SpaceId.Hex(),
            Name = bridge.Name,
            Region = bridge.Region,
            From = bridge.From,
            Events = [.. bridge.Connections.GroupBy(c => c.EventId).Select(DraftEvent.Of)],
        };
        draft.Confirmed = true;
        return draft;
    }

    /// <summary>Whether both say the same, on whatever step they stand.</summary>
    public bool SaysTheSameAs(WizardDraft other)
    {
        var (here, there) = (FromJson(ToJson())!, FromJson(other.ToJson())!);
        there.Step = here.Step;
        return here.ToJson() == there.ToJson();
    }

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Null where the text is no draft, such as one of a version that is long gone.</summary>
    public static WizardDraft? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<WizardDraft>(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A chosen event with its queues.</summary>
public sealed class DraftEvent
{
    internal static DraftEvent Of(IEnumerable<ConnectionDetails> connections)
    {
        var all = connections.ToList();
        var to = all.Find(c => c.Direction == Direction.KafkaToTarget);
        var from = all.Find(c => c.Direction == Direction.TargetToKafka);
        return new()
        {
            EventId = all[0].EventId,
            Event = all[0].Event,
            Service = all[0].Service,
            To = to?.Target,
            From = from?.Target,
            ToFormat = to?.Format ?? EventFormat.Binary,
            FromFormat = from?.Format ?? EventFormat.Binary,
        };
    }

    public Guid EventId { get; init; }

    public required string Event { get; init; }

    public required string Service { get; init; }

    /// <summary>Address of the queue that the event is sent to; empty for none.</summary>
    public string? To { get; set; }

    /// <summary>Address of the queue that the event is received from; empty for none.</summary>
    public string? From { get; set; }

    /// <summary>How the event is written on the way out and in; only a change of a bridge brings another than the default.</summary>
    public EventFormat ToFormat { get; init; }

    public EventFormat FromFormat { get; init; }

    public EventFormat Format(Direction direction) => direction == Direction.KafkaToTarget ? ToFormat : FromFormat;

    public string? Target(Direction direction) => direction == Direction.KafkaToTarget ? To : From;

    public void SetTarget(Direction direction, string? target)
    {
        if (direction == Direction.KafkaToTarget)
            To = target;
        else
            From = target;
    }
}
