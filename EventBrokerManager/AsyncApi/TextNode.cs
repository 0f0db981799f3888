namespace EventBrokerManager.AsyncApi;

/// <summary>One place of a JSON or YAML text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal abstract record TextNode(int Line, int Column);

/// <param name="IsText">False of a number, a truth value or null.</param>
internal sealed record ScalarNode(string Value, bool IsText, int Line, int Column) : TextNode(Line, Column);

internal sealed record ListNode(IReadOnlyList<TextNode> Items, int Line, int Column) : TextNode(Line, Column);

/// <param name="Members">In the order of the text; each key once.</param>
internal sealed record MapNode(IReadOnlyList<KeyValuePair<string, TextNode>> Members, int Line, int Column) : TextNode(Line, Column)
{
    // By hash: hostile texts have many references into large objects.
    private Dictionary<string, TextNode>? _index;

    public TextNode? this[string key] =>
        (_index ??= Members.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal)).GetValueOrDefault(key);
}

/// <summary>The text cannot be read.</summary>
internal sealed class TextException(string message, int line, int column) : Exception(message)
{
    public AsyncProblem Problem { get; } = new(line, column, message);
}

/// <summary>What a text may cost. Texts come from outside.</summary>
internal static class TextLimits
{
    /// <summary>Characters in all.</summary>
    public const int Length = 1024 * 1024;
    public const int Depth = 64;

    /// <summary>Values and keys in all.</summary>
    public const int Nodes = 100_000;
}
