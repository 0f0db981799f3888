using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EventBrokerManager.Api;

/// <summary>The OpenAPI document.</summary>
internal static class ApiDescription
{
    private const string Scheme = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true
            || description.RelativePath == ClientConfigEndpoints.Described;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(ProblemDetails))
                AddErrors(schema);
            var allowed = context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false);
            if (allowed is [AllowedValuesAttribute { Values: var values }])
                schema.Enum = [.. values.Select(v => (JsonNode)JsonValue.Create((string)v!))];
            return Task.CompletedTask;
        });
    }

    private static void AddErrors(OpenApiSchema problem) => (problem.Properties ??= new Dictionary<string, IOpenApiSchema>())["errors"] =
        new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "What is wrong, by field, such as connections[0].target.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
        };

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Event Broker Manager",
            Version = "v1",
            Description = "Licence, apps with their environments, access, spaces, business event services, channels and bridges. Names may stand for ids. "
                + "Lists come in parts: hand the value of next to ?after= for the next one. Refusals are problem details (RFC 9457).",
        };
        // Relative: the address that a caller used is none of the document's business.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Scheme,
            Description = "An API token, from Api:Tokens in the configuration.",
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
    }
}
