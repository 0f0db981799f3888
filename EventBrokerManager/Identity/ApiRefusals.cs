namespace EventBrokerManager.Identity;

/// <summary>How the API says that it does not know, or does not allow, the one who asks.</summary>
internal static class ApiRefusals
{
    public static bool IsApi(HttpRequest request) =>
        request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/openapi") || request.Path.StartsWithSegments("/metrics");

    public static Task UnauthorisedAsync(HttpContext context)
    {
        var wrong = ApiTokenHandler.HasToken(context.Request);
        context.Response.Headers.WWWAuthenticate = wrong ? "Bearer error=\"invalid_token\"" : "Bearer";
        return Problem(context, StatusCodes.Status401Unauthorized, "Not signed in", wrong
            ? "The token in the Authorization header is not one of this installation. Check it, or ask an Admin for a new one."
            : "Send an API token in the header \"Authorization: Bearer <token>\". A browser's sign-in is enough for reading only.");
    }

    public static Task ForbiddenAsync(HttpContext context) => Problem(
        context, StatusCodes.Status403Forbidden, "Not allowed", "This account or token may not do this. Ask an Admin of your organisation.");

    private static Task Problem(HttpContext context, int status, string title, string detail) =>
        Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(context);
}
