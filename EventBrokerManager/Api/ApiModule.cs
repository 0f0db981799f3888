using System.Text.Json.Serialization;

namespace EventBrokerManager.Api;

/// <summary>The HTTP API under <c>/api/v1</c>, and its description at <c>/openapi/v1.json</c>.</summary>
public static class ApiModule
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        // Every way to refuse a request ends in one place, ApiErrors, which finds readable words.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            // Numbers are numbers: the web default, which also takes strings, makes the description say so everywhere.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        return services.AddOpenApi("v1", ApiDescription.Configure);
    }

    /// <summary>
    /// Turns refusals and faults under <c>/api</c> into problem details. Goes before authentication, so that its answers are covered too.
    /// </summary>
    public static IApplicationBuilder UseApi(this IApplicationBuilder app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseMiddleware<ApiErrors>());

    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        // The description holds no secret.
        endpoints.MapOpenApi().AllowAnonymous();

        var api = endpoints.MapGroup("/api/v1").RequireAuthorization();
        api.ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        LicenceEndpoints.Map(api);
        AppEndpoints.Map(api);
        EnvironmentEndpoints.Map(api);
        AccessEndpoints.Map(api);
        SpaceEndpoints.Map(api);
        ServiceEndpoints.Map(api);
        ChannelEndpoints.Map(api);
        BridgeEndpoints.Map(api);
        DeadLetterEndpoints.Map(api);
        AuditEndpoints.Map(api);
        ClientConfigEndpoints.Map(endpoints);
    }
}
