using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.AsyncApi;

/// <summary>The attributes of an event, from the schema of its payload.</summary>
internal static class Schemas
{
    private const int AttributesAtMost = 500;

    public static IReadOnlyList<AsyncAttribute> Attributes(MapNode message, References references, List<AsyncProblem> problems)
    {
        var attributes = new List<AsyncAttribute>();
        if (message["payload"] is not { } payload || references.Follow(payload) is not MapNode schema)
            return attributes;
        // AsyncAPI 3 may put a frame with the schema's format around it.
        if (schema["schema"] is { } framed && schema["schemaFormat"] is not null && references.Follow(framed) is MapNode inner)
            schema = inner;
        if (schema["properties"] is not MapNode properties)
            return attributes;

        foreach (var (name, node) in properties.Members)
        {
            if (NameRules.Problem(name, "The attribute's name", ServiceRules.MaxAttributeLength) is { } problem)
                problems.Add(new AsyncProblem(node.Line, node.Column, problem));
            else if (attributes.Count == AttributesAtMost)
                throw new TextException($"The event has more than {AttributesAtMost} attributes. Divide it.", node.Line, node.Column);
            else
                attributes.Add(new AsyncAttribute(name.Trim(), Type(references.Follow(node) as MapNode)));
        }

        return attributes;
    }

    private static string Type(MapNode? schema)
    {
        var type = schema?["type"] switch
        {
            ScalarNode one => one.Value,
            // Something or null is that something.
            ListNode several => several.Items.OfType<ScalarNode>().FirstOrDefault(t => t.Value != "null")?.Value,
            _ => null,
        };
        var word = (type, (schema?["format"] as ScalarNode)?.Value) switch
        {
            ("string", "date-time") => "DateTime",
            ("string", "date") => "Date",
            ("string", _) => "String",
            ("integer", "int64") => "Long",
            ("integer", _) => "Integer",
            ("number", _) => "Decimal",
            ("boolean", _) => "Boolean",
            (null, _) => schema?["properties"] is not null ? "Object" : "Any",
            ("object", _) => "Object",
            ("array", _) => "List",
            var (other, _) => other!,
        };
        return NameRules.Problem(word) is null ? word : "Any";
    }
}
