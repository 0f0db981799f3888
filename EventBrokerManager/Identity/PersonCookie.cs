using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace EventBrokerManager.Identity;

/// <summary>The cookie of a signed-in person.</summary>
internal static class PersonCookie
{
    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "event-broker-manager";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = ToLoginAsync;
        options.Events.OnRedirectToAccessDenied = ForbidAsync;
    }

    /// <summary>Every request asks the database, except for files and pages that everybody may see.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return;
        var current = await http.RequestServices.GetRequiredService<PersonCheck>().CurrentAsync(context.Principal!, http.RequestAborted);
        if (current is null)
        {
            context.RejectPrincipal();
            await http.SignOutAsync(context.Scheme.Name);
        }
        else if (!ReferenceEquals(current, context.Principal))
        {
            context.ReplacePrincipal(current);
            context.ShouldRenew = true;
        }
    }

    /// <summary>Relative, so that the Host header decides nothing.</summary>
    private static Task ToLoginAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (ApiRefusals.IsApi(context.Request))
            return ApiRefusals.UnauthorisedAsync(context.HttpContext);
        var back = context.Request.PathBase + context.Request.Path + context.Request.QueryString;
        context.Response.Redirect(HttpMethods.IsGet(context.Request.Method) && back != "/" ? $"/login?ReturnUrl={Uri.EscapeDataString(back)}" : "/login");
        return Task.CompletedTask;
    }

    private static Task ForbidAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (ApiRefusals.IsApi(context.Request))
            return ApiRefusals.ForbiddenAsync(context.HttpContext);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
