using EventBrokerManager.Broker;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Security;

internal sealed class SecurityApplier(
    IDbContextFactory<LandscapeDb> databases, IBrokerSecurity security, TimeProvider time, ILogger<SecurityApplier> logger)
    : ISecurityApplier
{
    /// <summary>One at a time: each reads what is saved and what is in Kafka, and must not act on what another one is changing.</summary>
    private readonly SemaphoreSlim _gate = new(1);

    public async Task<string?> ApplyAsync(IReadOnlyCollection<Guid> environments, CancellationToken cancellation)
    {
        if (!security.Enforces || environments.Count == 0)
            return null;
        await _gate.WaitAsync(cancellation);
        try
        {
            await ApplyNowAsync(environments, cancellation);
            return null;
        }
        catch (BrokerUnavailableException e)
        {
            logger.LogWarning("Kafka's rules could not be brought up to date. {Problem}", e.Message);
            return $"It is saved, but Kafka does not answer: until it does, what was allowed before holds. It follows by itself. Kafka said: {e.Message}";
        }
        catch (BrokerRefusedException e)
        {
            logger.LogWarning("Kafka refuses to change its rules. {Problem}", e.Message);
            return "It is saved, but Kafka refuses to change its users and rules: what was allowed before holds. Whoever runs Kafka lets this "
                + $"product's own user alter the cluster; then it follows by itself. Kafka said: {e.Message}";
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ApplyNowAsync(IReadOnlyCollection<Guid> environments, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var organisation = await db.Organisations.Select(o => o.Id).SingleAsync(cancellation);
        var prefixes = environments.Select(e => $"{Names.KafkaUserPrefix(organisation)}{e.Hex()}-").ToList();
        var common = prefixes.Count == 1 ? prefixes[0] : Names.KafkaUserPrefix(organisation);
        // Kafka first: a user is saved before it is made, so whoever is seen there is known to what is read afterwards. The other way
        // round, credentials that are being made would look like somebody's leftovers.
        var users = (await security.ListUsersAsync(common, cancellation)).Where(Ours).ToList();
        var acls = (await security.ListAclsAsync(common, cancellation)).Where(a => Ours(a.User)).ToList();
        var facts = await SecurityFacts.ReadAsync(db, environments, time.GetUtcNow(), cancellation);

        var change = SecurityChange.Between(DesiredSecurity.Of(organisation, facts), users, acls);
        if (change.DeleteAcls.Count > 0)
            await security.DeleteAclsAsync(change.DeleteAcls, cancellation);
        if (change.CreateAcls.Count > 0)
            await security.CreateAclsAsync(change.CreateAcls, cancellation);
        if (change.DeleteUsers.Count > 0)
            await security.DeleteUsersAsync(change.DeleteUsers, cancellation);
        await NoteRemovedAsync(db, facts, cancellation);

        bool Ours(string user) => prefixes.Exists(p => user.StartsWith(p, StringComparison.Ordinal));
    }

    /// <summary>Users of environments that are off, and users whose time is over, are not in Kafka any more; nobody can bring them back.</summary>
    private async Task NoteRemovedAsync(LandscapeDb db, IReadOnlyList<SecuredEnvironment> facts, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (all, off) = (facts.Select(f => f.Id).ToList(), facts.Where(f => !f.IsOn).Select(f => f.Id).ToList());
        await db.Credentials
            .Where(c => c.UserRemoved == null && (off.Contains(c.EnvironmentId) || (all.Contains(c.EnvironmentId) && c.Retires <= now)))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.UserRemoved, now), cancellation);
    }
}
