using System.Text.Json;
using System.Text.RegularExpressions;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Api;

/// <summary>Finds words for a request that could not be read, in place of the framework's, which speak of its own types.</summary>
internal static partial class BadRequest
{
    public static ApiProblem Explain(BadHttpRequestException exception)
    {
        if (exception.InnerException is JsonException json)
            return Explain(json);
        if (Parameter().Match(exception.Message) is { Success: true } parameter)
        {
            var field = JsonNamingPolicy.CamelCase.ConvertName(parameter.Groups["name"].Value);
            return At(field, $"'{parameter.Groups["value"].Value}' cannot be read as {field}.");
        }

        return exception.Message.Contains("body", StringComparison.OrdinalIgnoreCase)
            ? new(StatusCodes.Status400BadRequest, "The request has no body. Send a JSON object; /openapi/v1.json describes it.")
            : new(StatusCodes.Status400BadRequest, "The request cannot be read.");
    }

    private static ApiProblem Explain(JsonException json)
    {
        var place = json.LineNumber is { } line ? $" (line {line + 1}, byte {json.BytePositionInLine + 1})" : "";
        if (UnknownMember().Match(json.Message) is { Success: true } member)
        {
            var name = member.Groups["name"].Value;
            return At(name, $"There is no field {name} here{place}. /openapi/v1.json describes those that there are.");
        }

        if (!json.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
            return new(StatusCodes.Status400BadRequest, $"The body is not well-formed JSON{place}.");

        var field = json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        return field is null
            ? new(StatusCodes.Status400BadRequest, $"The body must be a JSON object{place}.")
            : At(field, $"{field} has a value of the wrong kind{place}. /openapi/v1.json describes what it takes.");
    }

    private static ApiProblem At(string field, string message) =>
        new(StatusCodes.Status400BadRequest, message, [new FieldProblem(field, message)]);

    [GeneratedRegex("^The JSON property '(?<name>.{1,100})' could not be mapped to any")]
    private static partial Regex UnknownMember();

    [GeneratedRegex("""^Failed to bind parameter "\S+ (?<name>\w+)" from "(?<value>.{0,100}).*"\.$""", RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
