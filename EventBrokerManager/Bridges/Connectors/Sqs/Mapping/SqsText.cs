using System.Buffers;
using System.Text.Unicode;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>
/// What SQS takes as text (the SendMessage reference): U+0009, U+000A, U+000D, U+0020 to U+D7FF, U+E000 to U+FFFD, U+10000 to U+10FFFF.
/// AWS documents disagree on whether anything else is refused or replaced, so it is never sent.
/// </summary>
internal static class SqsText
{
    /// <summary>How long the name of a message attribute may be, in characters.</summary>
    private const int LongestName = 256;

    private static readonly SearchValues<byte> ForbiddenControls = SearchValues.Create(
        0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>True where these bytes are text that SQS takes. Empty text is none.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && Utf8.IsValid(bytes) && IsAllowed(bytes);

    /// <summary>True where this UTF-8 text has no character that SQS forbids.</summary>
    public static bool IsAllowed(ReadOnlySpan<byte> text) => !text.ContainsAny(ForbiddenControls) && NextNoncharacter(text) < 0;

    /// <summary>True for a name that a message attribute may have.</summary>
    public static bool IsAttributeName(string name) =>
        name.Length is > 0 and <= LongestName
        && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && name[0] != '.' && name[^1] != '.'
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A JSON text with U+FFFE and U+FFFF as escapes. Valid JSON has no other forbidden character, and these two only inside of strings,
    /// where an escape is the same value.
    /// </summary>
    public static ReadOnlyMemory<byte> EscapeNoncharacters(ReadOnlyMemory<byte> json)
    {
        var at = NextNoncharacter(json.Span);
        if (at < 0)
            return json;
        var escaped = new ArrayBufferWriter<byte>(json.Length + 64);
        var rest = json.Span;
        for (; at >= 0; at = NextNoncharacter(rest))
        {
            escaped.Write(rest[..at]);
            escaped.Write(rest[at + 2] == 0xBE ? "\\ufffe"u8 : "\\uffff"u8);
            rest = rest[(at + 3)..];
        }
        escaped.Write(rest);
        return escaped.WrittenMemory;
    }

    /// <summary>Where the next U+FFFE or U+FFFF begins (EF BF BE, EF BF BF), or -1.</summary>
    private static int NextNoncharacter(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> beginning = [0xEF, 0xBF];
        for (var from = 0; text[from..].IndexOf(beginning) is >= 0 and var found;)
        {
            var at = from + found;
            if (at + 2 < text.Length && (text[at + 2] is 0xBE or 0xBF))
                return at;
            from = at + 2;
        }
        return -1;
    }
}
