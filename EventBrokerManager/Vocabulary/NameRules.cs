using System.Globalization;

namespace EventBrokerManager.Vocabulary;

/// <summary>
/// What a name that people give may look like: 1 to 64 characters after trimming, on one line, all of it to be seen. What cannot be
/// seen could make two names look alike, or one look like another text.
/// </summary>
public static class NameRules
{
    public const int MaxLength = 64;

    /// <summary>Code units of one character as people count them; the longest emoji have some 25, the rest is marks piled up.</summary>
    private const int MaxElement = 32;

    private const char ZeroWidthNonJoiner = '\u200c';
    private const char ZeroWidthJoiner = '\u200d';

    /// <summary>Letters and symbols by their category, and blank all the same.</summary>
    private const string Blanks = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0";

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

        if (trimmed.FirstOrDefault(IsInvisible) is var invisible and not '\0')
            return $"{what} contains the invisible character U+{(int)invisible:X4}. Type it anew, or remove that character.";
        if (trimmed.All(IsJoiner))
            return $"{what} has no character that can be seen. Enter 1 to {maxLength} characters.";

        var elements = StringInfo.ParseCombiningCharacters(trimmed);
        for (var i = 0; i < elements.Length; i++)
        {
            if ((i + 1 < elements.Length ? elements[i + 1] : trimmed.Length) - elements[i] > MaxElement)
                return $"{what} piles too many marks on one character, number {i + 1}. Remove them.";
        }

        var length = elements.Length;
        return length > maxLength ? $"{what} has {length} characters; {maxLength} are allowed. Shorten it." : null;
    }

    /// <summary>Joiners are part of emoji and of some scripts.</summary>
    private static bool IsInvisible(char character) =>
        (char.GetUnicodeCategory(character) == UnicodeCategory.Format && !IsJoiner(character)) || Blanks.Contains(character);

    private static bool IsJoiner(char character) => character is ZeroWidthJoiner or ZeroWidthNonJoiner;

    private static bool IsControl(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';
}
