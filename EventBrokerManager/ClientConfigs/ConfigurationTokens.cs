using EventBrokerManager.Landscape;
using EventBrokerManager.Landscape.Apps;
using EventBrokerManager.Landscape.Environments;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;

namespace EventBrokerManager.ClientConfigs;

/// <summary>Tells by its token which environment calls, and whether it may.</summary>
internal sealed class ConfigurationTokens(TimeProvider time)
{
    /// <returns>The environment with its app and credentials, and the credentials that called.</returns>
    /// <exception cref="ConfigurationRefusedException">Unauthorised: the same words for an unknown environment and a wrong token.</exception>
    public async Task<(AppEnvironment Environment, Credential Credential)> IdentifyAsync(
        LandscapeDb db, ConfigurationRequest request, CancellationToken cancellation)
    {
        var found = string.IsNullOrEmpty(request.Token) ? null : (await Resolver.EnvironmentAsync(db, request.Environment, cancellation)).Value;
        if (found is not null)
        {
            await db.Entry(found).Collection(e => e.Credentials).LoadAsync(cancellation);
            var hash = Secrets.Hash(request.Token!);
            Credential? match = null;
            // All of them, so that the time tells nothing about which one it was.
            foreach (var credential in found.Credentials)
                match = Secrets.Matches(hash, credential.TokenHash) ? credential : match;
            if (match is not null)
                return (found, match);
        }

        throw new ConfigurationRefusedException(ConfigurationRefusal.Unauthorised, string.IsNullOrEmpty(request.Token)
            ? "Send the environment's token in the header \"Authorization: Bearer <token>\"."
            : "There is no such environment, or this is not its token. Take new credentials in the portal, and deploy the app with them.");
    }

    /// <exception cref="ConfigurationRefusedException">The credentials ended, or the event broker is off.</exception>
    public void RequireAllowed(AppEnvironment environment, Credential credential)
    {
        if (!credential.IsLive(time.GetUtcNow()))
        {
            throw new ConfigurationRefusedException(ConfigurationRefusal.Unauthorised,
                $"These credentials ({credential.UserName}) ended on {credential.Retires:yyyy-MM-dd HH:mm} UTC. Deploy the app with the newest ones, or take new ones in the portal.");
        }

        var contact = $"a Technical Contact of {environment.App.Name}";
        if ((environment.Retired ?? environment.App.Retired) is not null)
            throw Forbidden($"{environment.Display()} is out of use: {contact} can take it into use again.");
        if (!environment.App.BrokerEnabled)
            throw Forbidden($"The event broker is off for the app {environment.App.Name}: {contact} can turn it on. Then restart the app.");
        if (!environment.BrokerEnabled)
            throw Forbidden($"The event broker is off for {environment.Display()}: {contact} can turn it on. Then restart the app.");
        if (credential.UserRemoved is not null)
            throw Forbidden($"These credentials ended when the event broker was switched off: {contact} takes new ones, and the app is deployed with them.");
    }

    private static ConfigurationRefusedException Forbidden(string message) => new(ConfigurationRefusal.Forbidden, message);
}
