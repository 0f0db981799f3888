using System.Text.Json;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Api;

/// <summary>Enumerations as the API writes them: <c>kafkaToTarget</c>, <c>new</c>, <c>binary</c>.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>Reads a word in any case. Adds a problem where it is none, or where it is missing and there is no default.</summary>
    public static T Read<T>(string? word, string field, List<FieldProblem> problems, T? otherwise = null)
        where T : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(word) && otherwise is not null)
            return otherwise.Value;

        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), word?.Trim(), StringComparison.OrdinalIgnoreCase))
                return value;
        }

        var all = string.Join(" or ", Enum.GetValues<T>().Select(Of));
        var what = string.IsNullOrWhiteSpace(word) ? "is missing" : $"is '{word}'";
        problems.Add(new FieldProblem(field, $"{field} {what}. Give {all}."));
        return default;
    }
}
