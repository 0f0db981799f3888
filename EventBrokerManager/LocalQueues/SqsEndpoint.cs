using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EventBrokerManager.LocalQueues;

/// <summary>
/// SQS's JSON protocol at <c>POST /</c>. It looks at no signature, so it answers only who is on this machine and calls it by a loopback name;
/// a page of another site can neither send its headers without being asked first (CORS) nor get here by a name of its own (DNS rebinding).
/// </summary>
internal sealed class SqsEndpoint(SqsActions actions, IHostApplicationLifetime lifetime)
{
    private const string Prefix = "AmazonSQS.";

    /// <summary>Answers an SQS request; false where it is another kind of request, which goes on.</summary>
    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.Path != "/"
            || request.Headers["X-Amz-Target"].ToString() is not { } target || !target.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        if (context.Connection.RemoteIpAddress is not { } caller || !IPAddress.IsLoopback(caller) || !LoopbackOrigin.IsLoopback(request.Host.Host))
            return false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            using var json = await JsonDocument.ParseAsync(request.Body, cancellationToken: stop.Token);
            var origin = $"{request.Scheme}://{request.Host}";
            var answer = await actions.RunAsync(target[Prefix.Length..], new SqsRequest(json.RootElement), origin, stop.Token);
            await WriteAsync(context, StatusCodes.Status200OK, answer);
        }
        catch (SqsError error)
        {
            await RefuseAsync(context, error);
        }
        catch (JsonException)
        {
            await RefuseAsync(context, SqsError.Unreadable("The request is not valid JSON."));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            context.Abort();
        }
        return true;
    }

    private static Task RefuseAsync(HttpContext context, SqsError error)
    {
        context.Response.Headers["x-amzn-query-error"] = $"{error.Code};{(error.SenderFault ? "Sender" : "Receiver")}";
        return WriteAsync(context, StatusCodes.Status400BadRequest, new JsonObject { ["__type"] = error.Shape, ["message"] = error.Message });
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonObject? answer)
    {
        var bytes = answer is null ? [] : JsonSerializer.SerializeToUtf8Bytes(answer);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        await context.Response.Body.WriteAsync(bytes);
    }
}
