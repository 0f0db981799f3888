namespace EventBrokerManager.Broker;

/// <summary>What a rule of Kafka's is about.</summary>
public enum AclResource
{
    Topic,

    /// <summary>A consumer group.</summary>
    Group,
}

/// <summary>What a rule allows. Kafka takes the right to describe for granted with either.</summary>
public enum AclRight
{
    Read,
    Write,
}

/// <summary>One rule in Kafka that allows a user something, from any host. There are no rules that forbid.</summary>
/// <param name="User">The name without Kafka's <c>User:</c>.</param>
/// <param name="Name">Of the topic or group, or how it begins.</param>
/// <param name="Prefixed">True: for everything whose name begins so.</param>
public sealed record BrokerAcl(string User, AclResource Resource, string Name, bool Prefixed, AclRight Operation);

/// <summary>
/// Kafka's users and rules. Every call that talks to Kafka may throw <see cref="BrokerUnavailableException"/> (it does not answer)
/// or <see cref="BrokerRefusedException"/> (it says no). Doing again what is done already is no error.
/// </summary>
public interface IBrokerSecurity
{
    /// <summary>
    /// False where Kafka asks nobody who they are, as the embedded broker: nothing else is called then, and pages say so plainly.
    /// </summary>
    bool Enforces { get; }

    /// <summary>The addresses that apps are given; <c>Kafka:AdvertisedServers</c> where they differ from our own. Holds no secret.</summary>
    string ServerUrl { get; }

    /// <summary>The SCRAM-SHA-512 users whose names begin so.</summary>
    Task<IReadOnlyCollection<string>> ListUsersAsync(string prefix, CancellationToken cancellation);

    /// <summary>Makes the user, or gives it another password. A client that is connected stays so.</summary>
    Task PutUserAsync(string user, string password, CancellationToken cancellation);

    /// <summary>Removes users. Clients that are connected as them go on: take their rules away first.</summary>
    Task DeleteUsersAsync(IReadOnlyCollection<string> users, CancellationToken cancellation);

    /// <summary>The rules of users whose names begin so.</summary>
    Task<IReadOnlyCollection<BrokerAcl>> ListAclsAsync(string userPrefix, CancellationToken cancellation);

    Task CreateAclsAsync(IReadOnlyCollection<BrokerAcl> acls, CancellationToken cancellation);

    /// <summary>Takes rules away; what they allowed is refused within moments, to connected clients too.</summary>
    Task DeleteAclsAsync(IReadOnlyCollection<BrokerAcl> acls, CancellationToken cancellation);
}
