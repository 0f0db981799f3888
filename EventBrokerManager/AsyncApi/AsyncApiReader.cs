namespace EventBrokerManager.AsyncApi;

/// <summary>
/// Reads AsyncAPI 2.x and 3.0 documents as JSON or YAML, and what apps send when they start. Texts come from outside: size, depth
/// and number of values are limited, aliases and references to other places are refused.
/// </summary>
public static class AsyncApiReader
{
    /// <summary>Problems told at most; a text that is wrong throughout has thousands.</summary>
    private const int ProblemsAtMost = 50;

    /// <summary>Reads one document.</summary>
    public static AsyncReading ReadDocument(string text) => Read(text, (node, problems) =>
        new DocumentReader(node, problems).Read() is { } document ? [document] : []);

    /// <summary>
    /// Reads what an app implements: one document, or <c>{"implements": [{"document": ..., "publish": [...], "subscribe": [...]}]}</c>.
    /// A blank text implements nothing.
    /// </summary>
    public static AsyncReading ReadDependencies(string text) =>
        string.IsNullOrWhiteSpace(text)
            ? new AsyncReading([], [])
            : Read(text, (node, problems) => node is MapNode map && map["implements"] is { } list && map["asyncapi"] is null
                ? ReadImplements(list, problems)
                : new DocumentReader(node, problems).Read() is { } document ? [document] : []);

    private static AsyncReading Read(string text, Func<TextNode, List<AsyncProblem>, IReadOnlyList<AsyncDocument>> read)
    {
        var problems = new List<AsyncProblem>();
        IReadOnlyList<AsyncDocument> documents = [];
        try
        {
            documents = read(TextReading.Read(text), problems);
        }
        catch (TextException e)
        {
            problems.Add(e.Problem);
        }

        return new AsyncReading(documents, [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Column).Take(ProblemsAtMost)]);
    }

    private static List<AsyncDocument> ReadImplements(TextNode list, List<AsyncProblem> problems)
    {
        var documents = new List<AsyncDocument>();
        if (list is not ListNode { Items: var items })
        {
            problems.Add(new(list.Line, list.Column, "implements must be a list."));
            return documents;
        }

        foreach (var item in items)
        {
            if (item is not MapNode map || map["document"] is not { } node)
            {
                problems.Add(new(item.Line, item.Column, "Each entry of implements needs a document, and what of it is published and subscribed to."));
                continue;
            }

            if (new DocumentReader(Inline(node), problems).Read() is not { } document)
                continue;
            var publish = Names(map["publish"], "publish", document, problems);
            var subscribe = Names(map["subscribe"], "subscribe", document, problems);
            documents.Add(document with
            {
                Events =
                [
                    .. document.Events
                        .Select(e => e with { Publish = publish.Contains(e.Name), Subscribe = subscribe.Contains(e.Name) })
                        .Where(e => e.Publish || e.Subscribe),
                ],
            });
        }

        return documents;
    }

    /// <summary>A document may stand in the text as it is, or as a text of its own; its places are then those of that text.</summary>
    private static TextNode Inline(TextNode node) => node is ScalarNode { IsText: true } text ? TextReading.Read(text.Value) : node;

    private static HashSet<string> Names(TextNode? node, string member, AsyncDocument document, List<AsyncProblem> problems)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (node is null or ScalarNode { IsText: false })
            return names;
        if (node is not ListNode { Items: var items })
        {
            problems.Add(new(node.Line, node.Column, $"{member} must be a list of events' names."));
            return names;
        }

        foreach (var item in items)
        {
            if (item is not ScalarNode { Value: var name })
                problems.Add(new(item.Line, item.Column, $"{member} must be a list of events' names."));
            else if (!document.Events.Any(e => e.Name == name))
                problems.Add(new(item.Line, item.Column, $"The document '{document.Title}' has no event '{Shorten(name)}'."));
            else
                names.Add(name);
        }

        return names;
    }

    internal static string Shorten(string text) => text.Length > 64 ? text[..64] + "..." : text;
}
