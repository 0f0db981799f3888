using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape;

/// <param name="Region">Such as <c>eu-central-1</c>; null where there never was a licence.</param>
/// <param name="Expires">The moment from which it counts no longer; null: it does not end.</param>
/// <param name="Since">When the first one was entered; null: never.</param>
/// <param name="IsValid">True where Licensed apps may start something new now.</param>
/// <param name="Status">One sentence: that it is valid, until when; or what is missing and whose move it is.</param>
public sealed record LicenceDetails(string? Region, DateTimeOffset? Expires, DateTimeOffset? Since, bool IsValid, string Status);

/// <summary>The organisation's licence. Without a valid one nothing new starts for Licensed apps; what runs goes on.</summary>
public interface ILicence
{
    /// <summary>Needs the role View.</summary>
    Task<LicenceDetails> GetAsync(Actor actor, CancellationToken cancellation);

    /// <summary>Enters or renews the licence. Needs the role Admin. An expiry in the past ends it.</summary>
    /// <exception cref="RefusedException">Conflict, where the region is another than the first.</exception>
    Task<LicenceDetails> SetAsync(Actor actor, string? region, DateTimeOffset? expires, CancellationToken cancellation);

    /// <summary>For whatever starts something new for a Licensed app.</summary>
    /// <param name="what">What does not start without it, as the beginning of a sentence: <c>Credentials for Webshop/Test</c>.</param>
    /// <exception cref="RefusedException">Conflict, with whose move it is, where there is no valid licence.</exception>
    Task RequireAsync(string what, CancellationToken cancellation);

    /// <summary>As <see cref="RequireAsync"/>, where at least one of the events belongs to a Licensed app; others need no licence.</summary>
    Task RequireForEventsAsync(IReadOnlyCollection<Guid> events, string what, CancellationToken cancellation);
}
