using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace EventBrokerManager.Identity;

/// <summary>
/// Signs a program in by <c>Authorization: Bearer</c>. Also the scheme of every changing call to the API: a browser's cookie does
/// not count there, so no other site can make a person's browser change anything.
/// </summary>
internal sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiToken";
    private const string Prefix = "Bearer ";

    /// <summary>Whether the request brings a token.</summary>
    public static bool HasToken(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!HasToken(Request))
            return Task.FromResult(AuthenticateResult.NoResult());
        if (tokens.Find(Request.Headers.Authorization.ToString()[Prefix.Length..].Trim()) is not { } actor)
            return Task.FromResult(AuthenticateResult.Fail("There is no such token."));
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, $"API token {actor.Name}"), new Claim(ClaimTypes.Role, actor.Role.ToString())], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => ApiRefusals.UnauthorisedAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => ApiRefusals.ForbiddenAsync(Context);
}
