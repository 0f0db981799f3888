namespace EventBrokerManager.Landscape.Security;

/// <summary>Makes Kafka agree with what the database says about who may do what.</summary>
public interface ISecurityApplier
{
    /// <summary>
    /// Brings the users and rules of these environments up to date, after the change was saved. Does nothing where Kafka enforces
    /// nothing. What could not be done now is done later by itself.
    /// </summary>
    /// <returns>Null where Kafka agrees now; else what is in the way, whose move it is, and what holds until then.</returns>
    Task<string?> ApplyAsync(IReadOnlyCollection<Guid> environments, CancellationToken cancellation);
}
