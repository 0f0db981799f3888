using System.Security.Cryptography;
using System.Text;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Components.Theme;
using Microsoft.Net.Http.Headers;
using MudBlazor.Services;

namespace EventBrokerManager.Components;

/// <summary>The portal: pages, their shared parts, and the theme.</summary>
public static class ComponentsModule
{
    public static IServiceCollection AddPortal(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddCascadingAuthenticationState();
        services.AddAuthorizationCore();
        services.AddSingleton<ThemeStylesheet>();
        services.AddScoped<Toasts>();
        services.AddScoped<ActorAccess>();
        return services;
    }

    public static void MapPortal(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/theme.css", async (ThemeStylesheet theme, HttpContext http) =>
        {
            var css = Encoding.UTF8.GetBytes(await theme.CssAsync());
            http.Response.Headers.CacheControl = "no-cache";
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(css))}\"");
            return Results.Bytes(css, "text/css", entityTag: tag);
        }).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
