using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Support;

/// <summary>Kafka's users and rules in memory, with a log of what was done in which order. Can be away.</summary>
public sealed class FakeBrokerSecurity : IBrokerSecurity
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _users = [];
    private readonly HashSet<BrokerAcl> _acls = [];
    private readonly List<string> _log = [];

    public bool Enforces { get; set; } = true;

    public string ServerUrl => "kafka-1.example.com:9093";

    /// <summary>While true every call says that Kafka does not answer.</summary>
    public bool Away { get; set; }

    /// <summary>While set every call is refused with these words.</summary>
    public string? Refusal { get; set; }

    /// <summary>Awaited once, before the next list of users is answered; to let something happen in between.</summary>
    public Func<Task>? BeforeListing { get; set; }

    /// <summary>User names with their passwords.</summary>
    public IReadOnlyDictionary<string, string> Users => Locked(() => _users.ToDictionary());

    public IReadOnlyCollection<BrokerAcl> Acls => Locked(() => _acls.ToList());

    /// <summary>What changed, in order: <c>put-user</c>, <c>delete-users</c>, <c>create-acls</c>, <c>delete-acls</c>.</summary>
    public IReadOnlyList<string> Log => Locked(() => _log.ToList());

    /// <summary>A rule, or a user, that somebody else made in Kafka.</summary>
    public void Add(BrokerAcl acl) => Locked(() => _acls.Add(acl));

    public void AddUser(string user) => Locked(() => _users[user] = "");

    public async Task<IReadOnlyCollection<string>> ListUsersAsync(string prefix, CancellationToken cancellation)
    {
        var before = BeforeListing;
        BeforeListing = null;
        if (before is not null)
            await before();
        return await Answer<IReadOnlyCollection<string>>(null, () => [.. _users.Keys.Where(u => u.StartsWith(prefix, StringComparison.Ordinal))]);
    }

    public Task PutUserAsync(string user, string password, CancellationToken cancellation) =>
        Answer("put-user", () => _users[user] = password);

    public Task DeleteUsersAsync(IReadOnlyCollection<string> users, CancellationToken cancellation) =>
        Answer("delete-users", () => users.Count(_users.Remove));

    public Task<IReadOnlyCollection<BrokerAcl>> ListAclsAsync(string userPrefix, CancellationToken cancellation) =>
        Answer<IReadOnlyCollection<BrokerAcl>>(null, () => [.. _acls.Where(a => a.User.StartsWith(userPrefix, StringComparison.Ordinal))]);

    public Task CreateAclsAsync(IReadOnlyCollection<BrokerAcl> acls, CancellationToken cancellation) =>
        Answer("create-acls", () => acls.Count(_acls.Add));

    public Task DeleteAclsAsync(IReadOnlyCollection<BrokerAcl> acls, CancellationToken cancellation) =>
        Answer("delete-acls", () => acls.Count(_acls.Remove));

    private Task<T> Answer<T>(string? entry, Func<T> act)
    {
        if (Away)
            return Task.FromException<T>(new BrokerUnavailableException("Kafka does not answer."));
        if (Refusal is not null)
            return Task.FromException<T>(new BrokerRefusedException(Refusal));
        return Task.FromResult(Locked(() =>
        {
            if (entry is not null)
                _log.Add(entry);
            return act();
        }));
    }

    private T Locked<T>(Func<T> act)
    {
        lock (_lock)
            return act();
    }
}
