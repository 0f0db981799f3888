using System.Globalization;
using System.Security.Claims;
using EventBrokerManager.Identity;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventBrokerManager.Api;

/// <param name="Region">Such as eu-central-1; chosen once.</param>
/// <param name="Expires">A moment, or a day, to the end of which it is valid; null: it does not end.</param>
internal sealed record LicenceBody(string? Region, string? Expires = null)
{
    /// <exception cref="RefusedException">It is neither.</exception>
    public DateTimeOffset? ReadExpires()
    {
        if (string.IsNullOrWhiteSpace(Expires))
            return null;
        if (DateOnly.TryParseExact(Expires.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
            return new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return DateTimeOffset.TryParse(Expires.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime()
            : throw RefusedException.Invalid("expires", "expires is no point in time. Give it as 2027-12-31 or 2027-12-31T23:00:00Z, or leave it out.");
    }
}

/// <param name="Region">Null where there never was a licence.</param>
/// <param name="Expires">From then on it counts no longer; null: it does not end.</param>
/// <param name="Since">When the first one was entered.</param>
/// <param name="Valid">Whether Licensed apps may start something new now.</param>
/// <param name="Status">In words; what is missing and whose move it is.</param>
internal sealed record LicenceAnswer(string? Region, DateTimeOffset? Expires, DateTimeOffset? Since, bool Valid, string Status)
{
    public static LicenceAnswer Of(LicenceDetails licence) =>
        new(licence.Region, licence.Expires, licence.Since, licence.IsValid, licence.Status);
}

internal static class LicenceEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var licence = api.MapGroup("/licence").WithTags("Licence");
        licence.MapGet("", GetAsync).WithSummary("The organisation's licence");
        licence.MapPut("", PutAsync).WithSummary("Enter or renew the licence; its region never changes").ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Ok<LicenceAnswer>> GetAsync(ILicence licence, ClaimsPrincipal user, CancellationToken cancellation) =>
        TypedResults.Ok(LicenceAnswer.Of(await licence.GetAsync(ActorOf.Principal(user), cancellation)));

    private static async Task<Ok<LicenceAnswer>> PutAsync(
        LicenceBody body, ILicence licence, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var actor = ActorOf.Principal(user);
        actor.Require(Role.Admin);
        return TypedResults.Ok(LicenceAnswer.Of(await licence.SetAsync(actor, body.Region, body.ReadExpires(), cancellation)));
    }
}
