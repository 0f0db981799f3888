using EventBrokerManager.Audit;
using EventBrokerManager.Broker;
using EventBrokerManager.Hosting;
using EventBrokerManager.Landscape.Apps;
using EventBrokerManager.Landscape.Security;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Environments;

internal sealed class CredentialService(
    IDbContextFactory<LandscapeDb> databases, LicenceService licences, EnvironmentReader reader, IBrokerSecurity broker,
    ISecurityApplier security, PublicAddress address, IAuditLog audit, TimeProvider time) : ICredentials
{
    private const int Attempts = 5;

    public async Task<IssuedCredentials> IssueAsync(Actor actor, string environment, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await FindAsync(db, actor, environment, cancellation);
        await RequireReadyAsync(found, cancellation);

        var organisation = await db.Organisations.AsNoTracking().SingleAsync(cancellation);
        var (password, token) = (Secrets.New(), Secrets.New());
        var credential = await ReserveAsync(db, actor, organisation.Id, found, token, cancellation);
        await MakeUserAsync(db, credential, password, found.Display(), cancellation);
        await SettleAsync(db, actor, credential, found, cancellation);
        await security.ApplyAsync([found.Id], cancellation);
        return new IssuedCredentials(
            broker.ServerUrl, credential.UserName, password, $"{address.Current}/client-configs/{found.Id.Hex()}", token,
            found.App.Kind == AppKind.Free);
    }

    public async Task<Applied<EnvironmentDetails>> RevokeAsync(
        Actor actor, string environment, int? generation, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await FindAsync(db, actor, environment, cancellation);
        var now = time.GetUtcNow();
        var live = await db.Credentials
            .Where(c => c.EnvironmentId == found.Id && (c.Retires == null || c.Retires > now) && (generation == null || c.Generation == generation))
            .ToListAsync(cancellation);
        if (live.Count == 0)
            throw RefusedException.NotFound($"{found.Display()} has no {(generation is null ? "" : $"such ")}credentials that could be ended.");

        foreach (var credential in live)
        {
            credential.Retires = now;
            audit.Add(db, actor, "credentials.revoke", found.Display(), found.Id.Hex(), new { credential.UserName });
        }

        await db.SaveChangesAsync(cancellation);
        var problem = await security.ApplyAsync([found.Id], cancellation);
        return new Applied<EnvironmentDetails>(await reader.ReadAsync(db, found.Id, cancellation), problem);
    }

    /// <exception cref="RefusedException">Conflict, with all that is missing.</exception>
    private async Task RequireReadyAsync(AppEnvironment environment, CancellationToken cancellation)
    {
        var (app, missing) = (environment.App, new List<string>());
        if ((environment.Retired ?? app.Retired) is not null)
            throw RefusedException.Conflict($"{environment.Display()} is out of use. Take it into use again first.");
        if (app.Kind == AppKind.Licensed && await licences.ReadAsync(cancellation) is { IsValid: false } licence)
            missing.Add(licence.Status);
        if (!app.BrokerEnabled)
            missing.Add($"The event broker is off for the app {app.Name}: a Technical Contact of {app.Name} turns it on.");
        if (!environment.BrokerEnabled)
            missing.Add($"The event broker is off for the environment {environment.Name}: a Technical Contact of {app.Name} turns it on.");
        if (missing.Count > 0)
            throw RefusedException.Conflict($"{environment.Display()} cannot have credentials yet. {string.Join(" ", missing)}");
    }

    /// <summary>Saves the credentials before Kafka has the user, so that a user in Kafka is always known here.</summary>
    private async Task<Credential> ReserveAsync(
        LandscapeDb db, Actor actor, Guid organisation, AppEnvironment environment, string token, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var generation = 1 + (await db.Credentials.Where(c => c.EnvironmentId == environment.Id)
                .MaxAsync(c => (int?)c.Generation, cancellation) ?? 0);
            var credential = new Credential
            {
                EnvironmentId = environment.Id,
                Generation = generation,
                UserName = Names.KafkaUser(organisation, environment.Id, generation),
                TokenHash = Secrets.Hash(token),
                Created = time.GetUtcNow(),
                CreatedBy = actor.Name,
            };
            db.Credentials.Add(credential);
            try
            {
                await db.SaveChangesAsync(cancellation);
                return credential;
            }
            catch (DbUpdateException e) when (attempt < Attempts && UniqueViolation.Columns(e).Any(c => c.StartsWith("Credentials.", StringComparison.Ordinal)))
            {
                // Somebody took the same generation at the same moment.
                db.Entry(credential).State = EntityState.Detached;
            }
        }
    }

    private async Task MakeUserAsync(LandscapeDb db, Credential credential, string password, string environment, CancellationToken cancellation)
    {
        if (!broker.Enforces)
            return;
        try
        {
            await broker.PutUserAsync(credential.UserName, password, cancellation);
        }
        catch (Exception e)
        {
            // Whether or not Kafka took it: what nobody was given ends, and its user goes with the next look at Kafka.
            credential.Retires = time.GetUtcNow();
            await db.SaveChangesAsync(CancellationToken.None);
            throw e switch
            {
                BrokerUnavailableException => new RefusedException(RefusalKind.Unavailable,
                    $"Kafka does not answer, so {environment} got no credentials. Try again once it is back. It said: {e.Message}", inner: e),
                BrokerRefusedException => new RefusedException(RefusalKind.Conflict,
                    $"Kafka refuses to make a user for {environment}. Whoever runs Kafka lets this product's own user alter users, then try again. "
                    + $"It said: {e.Message}", inner: e),
                _ => e,
            };
        }
    }

    /// <summary>They count from now on. What was never used before them ends; what is in use goes on beside them.</summary>
    private async Task SettleAsync(LandscapeDb db, Actor actor, Credential credential, AppEnvironment environment, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        credential.Issued = now;
        var unused = await db.Credentials
            .Where(c => c.EnvironmentId == environment.Id && c.Generation < credential.Generation)
            .Where(c => c.Issued != null && c.LastUsed == null && (c.Retires == null || c.Retires > now))
            .ToListAsync(cancellation);
        unused.ForEach(c => c.Retires = now);
        audit.Add(db, actor, "credentials.issue", environment.Display(), environment.Id.Hex(),
            unused.Count == 0 ? null : new { Ended = unused.Select(c => c.UserName).ToArray() },
            new { credential.UserName, credential.Generation });
        await db.SaveChangesAsync(cancellation);
    }

    private static async Task<AppEnvironment> FindAsync(LandscapeDb db, Actor actor, string environment, CancellationToken cancellation)
    {
        actor.Require(Role.TechnicalContact);
        var found = await Resolver.RequireEnvironmentAsync(db, environment, cancellation);
        actor.RequireContact(found.App);
        return found;
    }
}
