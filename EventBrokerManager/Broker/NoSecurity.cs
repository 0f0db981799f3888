namespace EventBrokerManager.Broker;

/// <summary>A Kafka without users and rules: everybody who reaches it may do everything.</summary>
internal sealed class NoSecurity(string serverUrl) : IBrokerSecurity
{
    public bool Enforces => false;

    public string ServerUrl { get; } = serverUrl;

    public Task<IReadOnlyCollection<string>> ListUsersAsync(string prefix, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyCollection<string>>([]);

    public Task PutUserAsync(string user, string password, CancellationToken cancellation) => Task.CompletedTask;

    public Task DeleteUsersAsync(IReadOnlyCollection<string> users, CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyCollection<BrokerAcl>> ListAclsAsync(string userPrefix, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyCollection<BrokerAcl>>([]);

    public Task CreateAclsAsync(IReadOnlyCollection<BrokerAcl> acls, CancellationToken cancellation) => Task.CompletedTask;

    public Task DeleteAclsAsync(IReadOnlyCollection<BrokerAcl> acls, CancellationToken cancellation) => Task.CompletedTask;
}
