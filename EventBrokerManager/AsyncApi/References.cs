namespace EventBrokerManager.AsyncApi;

/// <summary>Follows <c>$ref</c> within one document.</summary>
internal sealed class References(TextNode root, List<AsyncProblem> problems)
{
    private const int StepsAtMost = 20;

    /// <summary>What the node stands for; null where it leads nowhere, which is a problem told.</summary>
    public TextNode? Follow(TextNode? node)
    {
        for (var step = 0; node is MapNode map && map["$ref"] is { } link; step++)
        {
            if (step == StepsAtMost)
                return Wrong(link, "The references go round in a circle, or through too many steps.");
            if (link is not ScalarNode { Value: var target } || !target.StartsWith("#/", StringComparison.Ordinal))
                return Wrong(link, "Only references within the document are followed, such as #/components/messages/OrderPlaced.");
            node = Find(target);
            if (node is null)
                return Wrong(link, $"There is nothing at {AsyncApiReader.Shorten(target)}.");
        }

        return node;
    }

    /// <summary>The object that the node stands for; null where it is none, which is a problem told once.</summary>
    /// <param name="message">What to say of something that is no object.</param>
    public MapNode? FollowToMap(TextNode node, string message)
    {
        var found = Follow(node);
        if (found is not (null or MapNode))
            Wrong(node, message);
        return found as MapNode;
    }

    public static string Unescape(string part) => Uri.UnescapeDataString(part).Replace("~1", "/").Replace("~0", "~");

    private TextNode? Find(string target)
    {
        TextNode? node = root;
        foreach (var part in target[2..].Split('/'))
        {
            node = node switch
            {
                MapNode map => map[Unescape(part)],
                ListNode list when int.TryParse(part, out var index) && index >= 0 && index < list.Items.Count => list.Items[index],
                _ => null,
            };
        }

        return node;
    }

    private TextNode? Wrong(TextNode node, string message)
    {
        problems.Add(new AsyncProblem(node.Line, node.Column, message));
        return null;
    }
}
