using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges;

/// <summary>How many SQS attributes the most demanding recent event of a channel needs to go as it is. SQS takes ten.</summary>
/// <param name="Standard">On a standard queue, where the key takes one too.</param>
/// <param name="Fifo">On a FIFO queue, whose message group says most keys, but not that there is none.</param>
public sealed record AttributeNeed(int Standard, int Fifo)
{
    public const int Most = SqsMessage.MostAttributes;
}

/// <summary>Looks at what a channel carried lately.</summary>
public interface IRecentEvents
{
    /// <summary>
    /// Of the last ten events of each partition; null where there are none that the number decides for, or where Kafka does not say:
    /// this is a hint, and nobody waits for it. Needs the role View.
    /// </summary>
    /// <param name="type">The event's CloudEvents type.</param>
    Task<AttributeNeed?> AttributeNeedAsync(Actor actor, Guid @event, string type, Guid space, CancellationToken cancellation);
}

internal sealed class RecentEvents(IBroker broker) : IRecentEvents
{
    private const int PerPartition = 10;

    public async Task<AttributeNeed?> AttributeNeedAsync(Actor actor, Guid @event, string type, Guid space, CancellationToken cancellation)
    {
        actor.Require(Role.View);
        IReadOnlyList<ConsumedRecord> records;
        try
        {
            records = await broker.ReadLatestAsync(Names.Topic(@event, space), PerPartition, cancellation);
        }
        catch (Exception problem) when (problem is BrokerUnavailableException or BrokerRefusedException)
        {
            return null;
        }

        var standard = new OutgoingRules(type, EventFormat.Binary, Guid.Empty);
        var fifo = standard with { IsFifo = true };
        return records.Max(record => OutgoingMapper.AttributesOf(record, standard)) is { } most
            ? new AttributeNeed(most, records.Max(record => OutgoingMapper.AttributesOf(record, fifo)) ?? most)
            : null;
    }
}
