using System.Data.Common;
using EventBrokerManager.ClientConfigs;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.OpenApi;

namespace EventBrokerManager.Api;

/// <summary>The call that apps make when they start. It has tokens of its own, so it stands beside the API.</summary>
internal static partial class ClientConfigEndpoints
{
    /// <summary>As it stands in the description.</summary>
    public const string Described = "client-configs/{environment}";
    private const string Prefix = "Bearer ";
    private const int RetryAfterSeconds = 5;

    /// <summary>Described only: whatever type a body claims to have, it is read as JSON.</summary>
    private static readonly OpenApiRequestBody Body = new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "dependencies" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["dependencies"] = new OpenApiSchema
                        {
                            Type = JsonSchemaType.String,
                            Description = "What the app implements, as JSON or YAML: an AsyncAPI document, or {\"implements\": [{\"document\", \"publish\", \"subscribe\"}]}.",
                        },
                    },
                },
            },
        },
    };

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPut($"/{Described}", PutAsync).AllowAnonymous().WithTags("Client configuration")
            .WithSummary("Take what an app implements, and answer with its topics; with the environment's own token")
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = Body;
                return Task.CompletedTask;
            })
            .Produces<ClientConfiguration>()
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422).ProducesProblem(429).ProducesProblem(503);
        endpoints.MapPut("/client-configs/{app}/{name}", (string app, string name, HttpContext context, IClientConfigs configs, ILoggerFactory loggers) =>
            PutAsync($"{Lookup.Text(app)}/{Lookup.Text(name)}", context, configs, loggers)).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> PutAsync(string environment, HttpContext context, IClientConfigs configs, ILoggerFactory loggers)
    {
        context.Response.Headers.CacheControl = "no-store";
        var authorization = context.Request.Headers.Authorization.ToString();
        var request = new ConfigurationRequest(
            Lookup.Text(environment),
            authorization.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? authorization[Prefix.Length..].Trim() : null,
            context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
            context.Request.Headers["X-Version"] is [{ } version] ? version.Trim() : null,
            cancellation => ReadAsync(context.Request, cancellation));
        try
        {
            return TypedResults.Ok(await configs.PutAsync(request, context.RequestAborted));
        }
        catch (ConfigurationRefusedException refused)
        {
            return Refuse(context, refused);
        }
        catch (Exception e) when (e is DbException or DbUpdateException { InnerException: DbException })
        {
            LogFault(loggers.CreateLogger(typeof(ClientConfigEndpoints).FullName!), e, context.TraceIdentifier);
            return Refuse(context, new ConfigurationRefusedException(ConfigurationRefusal.Unavailable,
                $"The database does not answer as it should. Try again; if it stays so, the product's log has the reason under {context.TraceIdentifier}."));
        }
    }

    private static IResult Refuse(HttpContext context, ConfigurationRefusedException refused)
    {
        if (refused.Kind == ConfigurationRefusal.Unauthorised)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (refused.Kind is ConfigurationRefusal.Unavailable or ConfigurationRefusal.TooMany)
            context.Response.Headers.RetryAfter = $"{(refused.Kind == ConfigurationRefusal.TooMany ? 60 : RetryAfterSeconds)}";
        var place = refused.Line is null ? null : new Dictionary<string, object?> { ["line"] = refused.Line, ["column"] = refused.Column };
        return Results.Problem(refused.Message, statusCode: (int)refused.Kind, title: Title(refused.Kind), extensions: place);
    }

    private static string Title(ConfigurationRefusal kind) => kind switch
    {
        ConfigurationRefusal.Unauthorised => "Not signed in",
        ConfigurationRefusal.Forbidden => "Not allowed",
        ConfigurationRefusal.Conflict => "Conflict",
        ConfigurationRefusal.TooLarge => "The body is too large",
        ConfigurationRefusal.Malformed => "The body cannot be read",
        ConfigurationRefusal.TooMany => "Too many calls",
        _ => "Not available now",
    };

    /// <summary>Reads the body, and stops where it is larger than what is taken.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = ApiErrors.MaxBody;
        try
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellation);
            return body.ToArray();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new ConfigurationRefusedException(ConfigurationRefusal.TooLarge,
                $"The body is larger than {ApiErrors.MaxBody / 1024} KiB, which is all that is read. Leave out of the model what the app does not use.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A configuration could not be answered ({TraceId}).")]
    private static partial void LogFault(ILogger logger, Exception exception, string traceId);
}
