using EventBrokerManager.Audit;
using EventBrokerManager.Broker;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape;

/// <summary>Makes channels: the topic first, then the row, so that a row always had its topic.</summary>
internal sealed class ChannelMaker(IDbContextFactory<LandscapeDb> databases, IBroker broker, ILicence licence, IAuditLog audit, TimeProvider time)
{
    // One at a time per topic: otherwise the second caller finds the topic of the first and notes it as taken over.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public async Task<ChannelDetails> EnsureAsync(Actor actor, string? eventName, string? spaceName, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (@event, space) = await ResolveAsync(db, eventName, spaceName, cancellation);
        var topic = Names.Topic(@event.Id, space.Id);

        var gate = _gates[(uint)topic.GetHashCode(StringComparison.Ordinal) % _gates.Length];
        await gate.WaitAsync(cancellation);
        try
        {
            if (!await db.Channels.AnyAsync(c => c.EventId == @event.Id && c.SpaceId == space.Id, cancellation))
                await MakeAsync(db, actor, @event, space, topic, cancellation);
        }
        finally
        {
            gate.Release();
        }

        var made = db.Channels.Where(c => c.EventId == @event.Id && c.SpaceId == space.Id);
        return (await ChannelList.DescribeAsync(db, made, cancellation)).Single();
    }

    private async Task MakeAsync(
        LandscapeDb db, Actor actor, ServiceEvent @event, Space space, string topic, CancellationToken cancellation)
    {
        var name = $"{@event.Service.Name}/{@event.Name}";
        await licence.RequireForEventsAsync([@event.Id], $"The channel of {name} in {space.Name}", cancellation);
        var ensured = await EnsureTopicAsync(topic, $"{name} in {space.Name}", cancellation);
        db.Channels.Add(new Channel
        {
            EventId = @event.Id,
            SpaceId = space.Id,
            Topic = topic,
            Partitions = ensured.Topic.Partitions,
            ReplicationFactor = ensured.Topic.ReplicationFactor,
            TakenOver = ensured.Existed,
            Created = time.GetUtcNow(),
        });
        audit.Add(db, actor, "channel.create", $"{name} in {space.Name}", @event.Id.Hex(), after: new
        {
            Event = name,
            Space = space.Name,
            Topic = topic,
            ensured.Topic.Partitions,
            ensured.Topic.ReplicationFactor,
            TakenOver = ensured.Existed,
        });
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (UniqueViolation.Columns(e).Any(c => c.StartsWith("Channels.", StringComparison.Ordinal)))
        {
            // Another instance was faster; its row is as good.
            db.ChangeTracker.Clear();
        }
    }

    private async Task<EnsuredTopic> EnsureTopicAsync(string topic, string channel, CancellationToken cancellation)
    {
        try
        {
            return await broker.EnsureTopicAsync(topic, cancellation);
        }
        catch (BrokerUnavailableException e)
        {
            throw new RefusedException(
                RefusalKind.Unavailable,
                $"Kafka ({broker.Description}) does not answer, so the channel of {channel} could not be made. Nothing was saved. "
                + $"Try again once Kafka is back; if it stays away, ask whoever runs it. It said: {e.Message}",
                inner: e);
        }
        catch (BrokerRefusedException e)
        {
            throw new RefusedException(
                RefusalKind.Conflict,
                $"Kafka refuses to make the topic {topic} for the channel of {channel}. Nothing was saved. "
                + $"Whoever runs Kafka must allow it, then try again. It said: {e.Message}",
                inner: e);
        }
    }

    private static async Task<(ServiceEvent Event, Space Space)> ResolveAsync(
        LandscapeDb db, string? eventName, string? spaceName, CancellationToken cancellation)
    {
        var space = await Resolver.SpaceAsync(db, spaceName, cancellation);
        var @event = await Resolver.EventAsync(db, eventName, space.Value?.Id, cancellation);
        if (space.Found && @event.Found)
            return (@event.Value, space.Value);

        var problems = new[] { ("event", @event.Problem), ("space", space.Problem) };
        throw RefusedException.Invalid([.. problems.Where(p => p.Item2 is not null).Select(p => new FieldProblem(p.Item1, p.Item2!))]);
    }
}
