namespace EventBrokerManager.Tests.Architecture;

/// <summary>Which part of the product may know which: Components and Api know the modules, these know Persistence, all know Vocabulary.</summary>
internal static class ModuleDirections
{
    private const string Product = "EventBrokerManager.";

    private static readonly string[] Tops = ["Components", "Api"];

    /// <summary>Foreign types that stay where they are at home.</summary>
    private static readonly (string Prefix, string[] Homes)[] Homes =
    [
        ("Confluent.Kafka", ["Broker.Kafka"]),
        ("Amazon", ["Bridges.Connectors.Sqs"]),
        ("MudBlazor", ["Components"]),
        ("Microsoft.AspNetCore.Components.Web", ["Components"]),
        ("Microsoft.EntityFrameworkCore.Migrations", ["Persistence"]),
    ];

    /// <summary>Why the reference is not allowed, or null where it is.</summary>
    public static string? Problem(TypeReference reference)
    {
        if (!reference.From.StartsWith(Product, StringComparison.Ordinal) || IsRoot(reference.From))
            return null;
        var from = reference.From[Product.Length..];
        foreach (var (prefix, homes) in Homes)
        {
            if (IsWithin(reference.To, prefix) && !homes.Any(h => IsWithin(from, h)))
                return $"{reference.From} names {reference.To}: {prefix} belongs in {string.Join(", ", homes)} alone.";
        }
        if (!reference.To.StartsWith(Product, StringComparison.Ordinal))
            return null;
        if (IsRoot(reference.To))
            return IsWithin(from, "Components") ? null : $"{reference.From} names {reference.To}: nothing knows the composition root.";
        var to = reference.To[Product.Length..];
        return Rules(from, to).FirstOrDefault() is { } rule ? $"{reference.From} names {reference.To}: {rule}" : null;
    }

    private static IEnumerable<string> Rules(string from, string to)
    {
        if (IsWithin(from, "Vocabulary") && !IsWithin(to, "Vocabulary"))
            yield return "Vocabulary knows nobody.";
        if (IsWithin(from, "Persistence") && !(IsWithin(to, "Persistence") || IsWithin(to, "Vocabulary") || IsWithin(to, "Hosting")))
            yield return "Persistence knows Vocabulary and the data folder alone.";
        if (Tops.Any(t => IsWithin(to, t)) && !Tops.Any(t => IsWithin(from, t) && IsWithin(to, t)))
            yield return "nobody below knows Components or Api, nor they each other.";
        if (IsEngine(from) && IsWithin(to, "Persistence"))
            yield return "the engine and the connectors reach the database through contracts of their own.";
        if (IsWithin(from, "Bridges.Engine") && IsWithin(to, "Bridges.Connectors"))
            yield return "the engine knows the contract of connectors, not the connectors.";
        if (IsWithin(from, "Components.Pages") && IsWithin(to, "Persistence") && !IsWithin(to, "Persistence.Entities"))
            yield return "pages ask services, never the database.";
        if (IsWithin(from, "Broker") && (IsWithin(to, "Bridges") || IsWithin(to, "Landscape")))
            yield return "the broker layer knows no bridges and no landscape.";
    }

    private static bool IsEngine(string from) => IsWithin(from, "Bridges.Engine") || IsWithin(from, "Bridges.Connectors");

    /// <summary>The composition root: the two types outside of all folders.</summary>
    private static bool IsRoot(string type) => type.LastIndexOf('.') == Product.Length - 1;

    private static bool IsWithin(string type, string space) => type.StartsWith(space + ".", StringComparison.Ordinal);
}
