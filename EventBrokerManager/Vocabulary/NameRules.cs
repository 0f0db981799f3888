namespace EventBrokerManager.Vocabulary;

/// <summary>What a name that people give may look like: 1 to 64 characters after trimming, on one line.</summary>
public static class NameRules
{
    public const int MaxLength = 64;

    /// <summary>What is wrong with the name and what to do; null where nothing is.</summary>
    /// <param name="what">What is named, to begin the sentence: <c>The name</c>.</param>
    /// <param name="maxLength">In characters, as people count them.</param>
    public static string? Problem(string? name, string what = "The name", int maxLength = MaxLength)
    {
        var trimmed = name?.Trim() ?? "";
        if (trimmed.Length == 0)
            return $"{what} is missing. Enter 1 to {maxLength} characters.";
        if (trimmed.Any(IsControl))
            return $"{what} contains a control character, such as a line break or a tab. Remove it.";

        var length = new System.Globalization.StringInfo(trimmed).LengthInTextElements;
        return length > maxLength ? $"{what} has {length} characters; {maxLength} are allowed. Shorten it." : null;
    }

    private static bool IsControl(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';
}
