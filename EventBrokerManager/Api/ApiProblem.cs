using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Api;

/// <summary>A refusal in the API's words.</summary>
/// <param name="Detail">What happened, whose move it is, what to do.</param>
/// <param name="Problems">By field; empty where no field is to blame.</param>
internal sealed record ApiProblem(int Status, string Detail, IReadOnlyList<FieldProblem>? Problems = null)
{
    public static ApiProblem Of(RefusedException refused) => new(
        refused.Kind switch
        {
            RefusalKind.Invalid => StatusCodes.Status400BadRequest,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status503ServiceUnavailable,
        },
        refused.Message,
        refused.Problems);

    /// <summary>For a status that comes without words, such as an unknown path's.</summary>
    public static ApiProblem Of(HttpContext context, int status) => new(status, status switch
    {
        StatusCodes.Status401Unauthorized => "Send an API token in the header \"Authorization: Bearer <token>\".",
        StatusCodes.Status403Forbidden => "Your role does not allow this. Ask an Admin of your organisation.",
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}. /openapi/v1.json describes what there is.",
        StatusCodes.Status405MethodNotAllowed =>
            $"{context.Request.Path} does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.",
        StatusCodes.Status413PayloadTooLarge =>
            $"The body is larger than {ApiErrors.MaxBody / 1024} KiB, which is all that is read. Send less at once.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be JSON: send it with the header \"Content-Type: application/json\".",
        _ => "The request cannot be answered.",
    });

    public Task WriteAsync(HttpContext context)
    {
        var errors = (Problems ?? []).GroupBy(p => p.Field).ToDictionary(g => g.Key, g => g.Select(p => p.Message).ToArray());
        var extensions = errors.Count == 0 ? null : new Dictionary<string, object?> { ["errors"] = errors };
        return Results.Problem(Detail, statusCode: Status, title: Title, extensions: extensions).ExecuteAsync(context);
    }

    private string Title => Status switch
    {
        StatusCodes.Status400BadRequest => "The request is not valid",
        StatusCodes.Status401Unauthorized => "Not signed in",
        StatusCodes.Status403Forbidden => "Not allowed",
        StatusCodes.Status404NotFound => "Not found",
        StatusCodes.Status405MethodNotAllowed => "Wrong method",
        StatusCodes.Status409Conflict => "Conflict",
        StatusCodes.Status413PayloadTooLarge => "The body is too large",
        StatusCodes.Status415UnsupportedMediaType => "The body is not JSON",
        StatusCodes.Status500InternalServerError => "Something went wrong",
        StatusCodes.Status503ServiceUnavailable => "Not available now",
        _ => "Refused",
    };
}
