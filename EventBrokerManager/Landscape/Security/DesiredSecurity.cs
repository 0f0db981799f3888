using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape.Security;

/// <summary>An event that an environment may use, and how.</summary>
public sealed record AllowedEvent(Guid Event, bool Publish, bool Subscribe);

/// <summary>What decides about the Kafka users and rules of one environment.</summary>
/// <param name="IsOn">The broker is on for the app and for the environment, and neither is retired.</param>
/// <param name="Users">The Kafka users of its credentials that count now, those that are being made too.</param>
/// <param name="Spaces">Its space, and the one it was moved out of while what it may there stays.</param>
public sealed record SecuredEnvironment(
    Guid Id, AppKind Kind, bool IsOn, IReadOnlyList<string> Users, IReadOnlyList<Guid> Spaces, IReadOnlyList<AllowedEvent> Events);

/// <summary>What Kafka should know of our users: these and no others.</summary>
public sealed record DesiredSecurity(IReadOnlySet<string> Users, IReadOnlySet<BrokerAcl> Acls)
{
    /// <summary>
    /// Exactly what access grants: the topic of each event in the environment's space, and for who subscribes the groups that begin
    /// with the space's id. Nothing on the cluster: idempotent writing needs no right of its own. An environment that is off has nothing.
    /// </summary>
    public static DesiredSecurity Of(Guid organisation, IEnumerable<SecuredEnvironment> environments)
    {
        var users = new HashSet<string>(StringComparer.Ordinal);
        var acls = new HashSet<BrokerAcl>();
        foreach (var environment in environments.Where(e => e.IsOn))
        {
            users.UnionWith(environment.Users);
            foreach (var (place, topics) in Places(organisation, environment))
            {
                foreach (var user in environment.Users)
                    Allow(acls, user, place, topics);
            }
        }

        return new DesiredSecurity(users, acls);
    }

    /// <summary>Each space with the topics in it; Free apps have one of their own, with one topic.</summary>
    private static IEnumerable<(Guid Place, IReadOnlyList<(string Topic, AllowedEvent Event)> Topics)> Places(
        Guid organisation, SecuredEnvironment environment) =>
        environment.Kind == AppKind.Free
            ? [(organisation, [.. environment.Events.Select(e => (Names.FreeTopic(organisation), e))])]
            : environment.Spaces.Select(space => (space, (IReadOnlyList<(string, AllowedEvent)>)
                [.. environment.Events.Select(e => (Names.Topic(e.Event, space), e))]));

    private static void Allow(HashSet<BrokerAcl> acls, string user, Guid place, IReadOnlyList<(string Topic, AllowedEvent Event)> topics)
    {
        foreach (var (topic, @event) in topics)
        {
            if (@event.Publish)
                acls.Add(new BrokerAcl(user, AclResource.Topic, topic, Prefixed: false, AclRight.Write));
            if (@event.Subscribe)
                acls.Add(new BrokerAcl(user, AclResource.Topic, topic, Prefixed: false, AclRight.Read));
        }

        if (topics.Any(t => t.Event.Subscribe))
            acls.Add(new BrokerAcl(user, AclResource.Group, Names.GroupPrefix(place), Prefixed: true, AclRight.Read));
    }
}

/// <summary>What must be done in Kafka so that it agrees, in this order.</summary>
/// <param name="DeleteAcls">First: what somebody may no more.</param>
/// <param name="CreateAcls">Then what they may.</param>
/// <param name="DeleteUsers">Last, because a connected client goes on without its user, but not without its rules.</param>
/// <param name="LostUsers">Users that should be there and are not. Nobody knows their passwords any more: new credentials are needed.</param>
public sealed record SecurityChange(
    IReadOnlyList<BrokerAcl> DeleteAcls, IReadOnlyList<BrokerAcl> CreateAcls, IReadOnlyList<string> DeleteUsers, IReadOnlyList<string> LostUsers)
{
    public bool IsNothing => DeleteAcls.Count + CreateAcls.Count + DeleteUsers.Count == 0;

    /// <remarks>
    /// Read what is in Kafka before the facts that <paramref name="desired"/> is made of: a user is saved before it is made, so that
    /// one which is being made is never taken for a leftover.
    /// </remarks>
    /// <param name="users">Ours in Kafka.</param>
    /// <param name="acls">Of our users in Kafka.</param>
    public static SecurityChange Between(DesiredSecurity desired, IReadOnlyCollection<string> users, IReadOnlyCollection<BrokerAcl> acls)
    {
        var actual = acls.ToHashSet();
        return new SecurityChange(
            [.. actual.Where(a => !desired.Acls.Contains(a))],
            [.. desired.Acls.Where(a => !actual.Contains(a))],
            [.. users.Where(u => !desired.Users.Contains(u))],
            [.. desired.Users.Except(users)]);
    }
}
