using Microsoft.AspNetCore.Diagnostics;

namespace EventBrokerManager.Hosting;

/// <summary>What people see of faults in pages: never a stack trace. The log has it. The API has its own words.</summary>
internal static class Errors
{
    /// <summary>The page that a fault leads to.</summary>
    public const string Page = "/error";

    public static IServiceCollection AddErrors(this IServiceCollection services) =>
        services.AddProblemDetails().AddExceptionHandler<ReadErrorPage>();

    /// <summary>A fault leads to <c>/error</c>, an unknown page to <c>/not-found</c>; the address stays as it was.</summary>
    public static IApplicationBuilder UseErrors(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = Page,
            CreateScopeForErrors = true,
            StatusCodeSelector = e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        return app.Use((context, next) =>
        {
            // A re-executed POST would lack its form and fail once more; the API answers for itself.
            if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Path.StartsWithSegments("/api"))
                context.Features.Get<IStatusCodePagesFeature>()!.Enabled = false;
            return next(context);
        });
    }

    /// <summary>The page of errors is read, whatever the request was that failed.</summary>
    private sealed class ReadErrorPage : IExceptionHandler
    {
        public ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
        {
            context.Request.Method = HttpMethods.Get;
            return ValueTask.FromResult(false);
        }
    }
}
