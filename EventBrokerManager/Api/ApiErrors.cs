using System.Data.Common;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace EventBrokerManager.Api;

/// <summary>
/// Answers every refusal under <c>/api</c> as problem details (RFC 9457), also where no endpoint was reached.
/// No answer holds a stack trace.
/// </summary>
internal sealed partial class ApiErrors(RequestDelegate next, ILogger<ApiErrors> logger)
{
    /// <summary>Bytes of a body at most.</summary>
    public const long MaxBody = 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBody;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await Explain(context, e).WriteAsync(context);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
            await ApiProblem.Of(context, context.Response.StatusCode).WriteAsync(context);
    }

    private ApiProblem Explain(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case RefusedException refused:
                return ApiProblem.Of(refused);
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad:
                return BadRequest.Explain(bad);
            case BadHttpRequestException bad:
                return ApiProblem.Of(context, bad.StatusCode);
            case InvalidOperationException when HasUnknownCharset(context.Request):
                return ApiProblem.Of(context, StatusCodes.Status415UnsupportedMediaType);
            case DbException or DbUpdateException { InnerException: DbException }:
                LogFault(logger, exception, context.Request.Method, context.Request.Path, context.TraceIdentifier);
                return new(
                    StatusCodes.Status503ServiceUnavailable,
                    "The database does not answer as it should. Nothing was changed. Try again; if it stays so, whoever runs this product "
                    + $"finds the reason in its log under {context.TraceIdentifier}.");
            default:
                LogFault(logger, exception, context.Request.Method, context.Request.Path, context.TraceIdentifier);
                return new(
                    StatusCodes.Status500InternalServerError,
                    "This is a fault of the product, not of your request. Whoever runs it finds the reason in its log under "
                    + $"{context.TraceIdentifier}.");
        }
    }

    /// <summary>The framework takes it for a fault of ours.</summary>
    private static bool HasUnknownCharset(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue && type.Encoding is null;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed ({TraceId}).")]
    private static partial void LogFault(ILogger logger, Exception exception, string method, string path, string traceId);
}
