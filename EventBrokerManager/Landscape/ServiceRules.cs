using System.Text.RegularExpressions;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape;

/// <summary>What a service, its events and their attributes may be called.</summary>
internal static partial class ServiceRules
{
    public const int MaxVersionLength = 32;
    public const int MaxAttributeLength = 255;

    /// <summary>Everything that is wrong with the request, field by field.</summary>
    public static IReadOnlyList<FieldProblem> Problems(ServiceRequest request)
    {
        var problems = new List<FieldProblem>();
        Add(problems, "name", NameRules.Problem(request.Name));
        Add(problems, "version", NameRules.Problem(request.Version, "The version", MaxVersionLength));

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < request.Events.Count; i++)
        {
            var (field, name) = ($"events[{i}]", request.Events[i].Name?.Trim());
            var problem = EventProblem(name) ?? (names.Add(name!) ? null : $"The event {name} stands here twice. Remove one.");
            Add(problems, $"{field}.name", problem);
            AddAttributes(problems, field, request.Events[i].Attributes);
        }

        return problems;
    }

    // The slash stays out, because service/event is how an event is named; 255 is a channel's and a header's comfortable bound.
    internal static string? EventProblem(string? name) =>
        string.IsNullOrEmpty(name)
            ? "The event's name is missing. Enter its CloudEvents type, such as OrderPlaced."
            : EventName().IsMatch(name)
                ? null
                : "An event's name is a CloudEvents type of 1 to 255 letters, digits, dots, dashes and underscores, "
                    + "and begins with a letter or a digit, such as com.example.order.placed.v1.";

    private static void AddAttributes(List<FieldProblem> problems, string field, IReadOnlyList<AttributeDetails> attributes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < attributes.Count; i++)
        {
            var (at, attribute) = ($"{field}.attributes[{i}]", attributes[i]);
            var problem = NameRules.Problem(attribute.Name, "The attribute's name", MaxAttributeLength)
                ?? (names.Add(attribute.Name.Trim()) ? null : $"The attribute {attribute.Name.Trim()} stands here twice. Remove one.");
            Add(problems, $"{at}.name", problem);
            Add(problems, $"{at}.type", NameRules.Problem(attribute.Type, "The attribute's type"));
        }
    }

    private static void Add(List<FieldProblem> problems, string field, string? problem)
    {
        if (problem is not null)
            problems.Add(new FieldProblem(field, problem));
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,254}\z")]
    private static partial Regex EventName();
}
