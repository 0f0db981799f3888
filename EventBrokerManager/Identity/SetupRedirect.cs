using EventBrokerManager.Hosting;
using Microsoft.AspNetCore.Components.Endpoints;

namespace EventBrokerManager.Identity;

/// <summary>
/// Until the first administrator is there, every page leads to <c>/setup</c>; afterwards <c>/setup</c> leads to the sign-in. Files,
/// health paths and the API are left alone.
/// </summary>
internal sealed class SetupRedirect(RequestDelegate next, FirstAdministrator first)
{
    public const string Path = "/setup";

    public Task InvokeAsync(HttpContext context)
    {
        var isSetup = context.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase);
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        if (isSetup == first.IsNeeded || !isPage || context.Request.Path == Errors.Page)
            return next(context);
        context.Response.Redirect(isSetup ? "/login" : Path);
        return Task.CompletedTask;
    }
}
