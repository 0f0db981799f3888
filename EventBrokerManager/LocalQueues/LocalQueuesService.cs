using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EventBrokerManager.LocalQueues;

internal sealed class LocalQueuesService(QueueRegistry registry, ChangeNotice notice, IServer server) : ILocalQueues
{
    public string? Origin => server.Features.Get<IServerAddressesFeature>()?.Addresses is { } addresses ? LoopbackOrigin.Of(addresses) : null;

    public IReadOnlyList<LocalQueueDetails> List() => [.. registry.All().Select(Describe)];

    public LocalQueueDetails? Find(string name) => registry.Find(name) is { } queue ? Describe(queue) : null;

    public IReadOnlyList<LocalMessageDetails> Peek(string name, int limit, long after = 0) =>
        Refuse("name", () => registry.Get(name).Peek(limit, after));

    public LocalQueueDetails Create(Actor actor, string? name, bool contentBasedDeduplication = false)
    {
        actor.Require(Role.TechnicalContact);
        name = name?.Trim();
        if (string.IsNullOrEmpty(name))
            throw RefusedException.Invalid("name", "Give the queue a name.");
        if (registry.Find(name) is not null)
            throw SqsError.NameExists().ToRefusal("name");
        return Refuse("name", () => Describe(registry.Create(name, QueueRegistry.AttributesFor(name, contentBasedDeduplication))));
    }

    public string Send(Actor actor, string name, LocalMessageRequest message)
    {
        actor.Require(Role.TechnicalContact);
        return Refuse("message", () =>
        {
            var queue = registry.Get(name);
            var draft = new MessageDraft(message.Body) { Attributes = message.Attributes, GroupId = message.GroupId, DeduplicationId = message.DeduplicationId };
            return queue.Send(MessageRules.Check(draft, queue.Settings)).Id.ToString();
        });
    }

    public int Purge(Actor actor, string name)
    {
        actor.Require(Role.TechnicalContact);
        return Refuse("name", () => registry.Get(name).Purge());
    }

    public void Delete(Actor actor, string name)
    {
        actor.Require(Role.TechnicalContact);
        Refuse("name", () =>
        {
            registry.Delete(name);
            return true;
        });
    }

    public IDisposable Subscribe(Action changed) => notice.Subscribe(changed);

    private LocalQueueDetails Describe(LocalQueue queue)
    {
        var settings = queue.Settings;
        var (visible, inFlight, delayed, oldest) = queue.Counts();
        return new LocalQueueDetails(
            settings.Name, Origin is { } origin ? SqsUrl.Of(origin, settings.Name) : null, settings.Fifo, settings.ContentBasedDeduplication,
            visible, inFlight, delayed, TimeSpan.FromSeconds(settings.VisibilityTimeout), settings.MaximumMessageSize, settings.Created, oldest);
    }

    private static T Refuse<T>(string field, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqsError error)
        {
            throw error.ToRefusal(field);
        }
    }
}
