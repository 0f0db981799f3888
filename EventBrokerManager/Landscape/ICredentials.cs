using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape;

/// <summary>What a deployment needs, shown once: neither the password nor the token is kept.</summary>
/// <param name="ApplyLimits">True for Free apps, whose 1,000 events a day are limited in the app.</param>
public sealed record IssuedCredentials(
    string ServerUrl, string UserName, string Password, string ClientConfigUrl, string ClientConfigAuthToken, bool ApplyLimits);

/// <summary>Kafka users and tokens of environments. Needs a Technical Contact of the app, or an Admin.</summary>
public interface ICredentials
{
    /// <summary>
    /// Makes credentials, or further ones: those in use go on until the app fetched its configuration with the new ones, and a while
    /// longer; those that were never used end at once.
    /// </summary>
    /// <exception cref="RefusedException">
    /// Conflict, while there is no licence or a switch is off, with whose move it is; Unavailable, where Kafka does not answer.
    /// </exception>
    Task<IssuedCredentials> IssueAsync(Actor actor, string environment, CancellationToken cancellation);

    /// <summary>Ends credentials at once, in Kafka too.</summary>
    /// <param name="generation">Null: all of the environment.</param>
    /// <returns>See <see cref="Applied{T}.Problem"/>.</returns>
    Task<Applied<EnvironmentDetails>> RevokeAsync(Actor actor, string environment, int? generation, CancellationToken cancellation);
}
