using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.AsyncApi;

/// <summary>Reads one AsyncAPI document out of its nodes.</summary>
internal sealed class DocumentReader(TextNode root, List<AsyncProblem> problems)
{
    private const int EventsAtMost = 1_000;

    /// <summary>In all: many events may share one large schema.</summary>
    private const int AttributesAtMost = 20_000;
    private const int TitleAtMost = NameRules.MaxLength;

    private readonly References _references = new(root, problems);
    private readonly List<AsyncEvent> _events = [];
    private int _attributes;

    /// <summary>Null where there is none; problems say why.</summary>
    public AsyncDocument? Read()
    {
        if (root is not MapNode map)
            return Wrong(root, "An AsyncAPI document is an object, which begins with asyncapi, info and channels.");
        if (map["asyncapi"] is not ScalarNode version)
            return Wrong(map["asyncapi"] ?? map, "asyncapi is missing: the version of AsyncAPI, such as 2.6.0 or 3.0.0.");
        var three = version.Value.StartsWith("3.", StringComparison.Ordinal);
        if (!three && !version.Value.StartsWith("2.", StringComparison.Ordinal))
            return Wrong(version, $"AsyncAPI '{AsyncApiReader.Shorten(version.Value)}' is not known. Use 2.x or 3.0.");
        if (map["info"] is not MapNode info)
            return Wrong(map["info"] ?? map, "info is missing: an object with title and version.");

        var (title, documentVersion) = (Text(info, "title", TitleAtMost), Text(info, "version", ServiceRules.MaxVersionLength));
        if (map["channels"] is not null and not MapNode)
            return Wrong(map["channels"]!, "channels must be an object.");
        var channels = map["channels"] as MapNode;
        if (three)
            ReadThree(channels, map["operations"]);
        else
            ReadTwo(channels);
        return title is null || documentVersion is null
            ? null
            : new AsyncDocument(title, documentVersion, (info["description"] as ScalarNode)?.Value, _events);
    }

    /// <summary>As AsyncAPI 2 means it: others may publish to what the app reads, and subscribe to what it writes.</summary>
    private void ReadTwo(MapNode? channels)
    {
        foreach (var (key, node) in channels?.Members ?? [])
        {
            if (_references.FollowToMap(node, "A channel must be an object.") is not { } channel)
                continue;

            foreach (var (operation, publish) in new[] { ("subscribe", true), ("publish", false) })
            {
                if (channel[operation] is not { } found)
                    continue;
                if (found is not MapNode { } map || map["message"] is not { } message)
                    Wrong(found, $"The operation {operation} needs a message.");
                else
                    AddMessages(key, message, publish);
            }
        }
    }

    private void AddMessages(string channel, TextNode message, bool publish)
    {
        if (message is MapNode map && map["oneOf"] is ListNode { Items: var several })
        {
            foreach (var one in several)
                Add(channel, one, null, publish, !publish);
        }
        else
        {
            Add(channel, message, null, publish, !publish);
        }
    }

    private void ReadThree(MapNode? channels, TextNode? operations)
    {
        if (operations is not (null or MapNode))
            Wrong(operations, "operations must be an object.");
        foreach (var (_, node) in (operations as MapNode)?.Members ?? [])
        {
            if (_references.FollowToMap(node, "An operation must be an object.") is not { } operation)
                continue;
            if (operation["action"] is not ScalarNode { Value: "send" or "receive" } action)
            {
                Wrong(node, "An operation needs an action, send or receive, and a channel.");
                continue;
            }

            if (operation["channel"] is not MapNode link || Named(link) is not { } key
                || _references.Follow(channels?[key]) is not MapNode channel)
            {
                Wrong(operation["channel"] ?? operation, "The operation's channel must be a $ref to one of the document's channels.");
                continue;
            }

            ReadOperation(ChannelKey(key, channel), channel, operation, action.Value == "send");
        }
    }

    private void ReadOperation(string key, MapNode channel, MapNode operation, bool publish)
    {
        var messages = (channel["messages"] as MapNode)?.Members ?? [];
        if (operation["messages"] is not ListNode { Items: var chosen })
        {
            foreach (var (name, message) in messages)
                Add(key, message, name, publish, !publish);
            return;
        }

        foreach (var link in chosen)
        {
            var name = Named(link);
            var message = messages.FirstOrDefault(m => m.Key == name).Value ?? link;
            Add(key, message, name, publish, !publish);
        }
    }

    /// <summary>A channel's own key, or its address where that is the one of 32 hex digits.</summary>
    private static string ChannelKey(string key, MapNode channel) =>
        !Guid.TryParse(key, out _) && channel["address"] is ScalarNode { Value: var address } && Guid.TryParse(address, out _) ? address : key;

    private void Add(string channel, TextNode node, string? key, bool publish, bool subscribe)
    {
        if (_references.FollowToMap(node, "A message must be an object.") is not { } message)
            return;

        var name = (message["name"] as ScalarNode)?.Value ?? Named(node) ?? key ?? (message["messageId"] as ScalarNode)?.Value
            ?? (message["title"] as ScalarNode)?.Value;
        if (ServiceRules.EventProblem(name) is { } problem)
        {
            Wrong(message["name"] ?? message, problem);
            return;
        }

        var at = _events.FindIndex(e => e.Name == name);
        if (at >= 0 && _events[at].ChannelKey != channel)
            Wrong(node, $"The event {name} stands in two channels. An event lives in one: give one of them another name.");
        else if (at >= 0)
            _events[at] = _events[at] with { Publish = _events[at].Publish || publish, Subscribe = _events[at].Subscribe || subscribe };
        else if (_events.Count >= EventsAtMost)
            throw new TextException($"The document has more than {EventsAtMost:N0} events. Divide it.", node.Line, node.Column);
        else
            _events.Add(new AsyncEvent(name!, channel, Attributes(message), publish, subscribe));
    }

    private IReadOnlyList<AsyncAttribute> Attributes(MapNode message)
    {
        var attributes = Schemas.Attributes(message, _references, problems);
        _attributes += attributes.Count;
        return _attributes <= AttributesAtMost
            ? attributes
            : throw new TextException(
                $"The events have more than {AttributesAtMost:N0} attributes in all. Divide the document.", message.Line, message.Column);
    }

    /// <summary>The last part of what a reference names.</summary>
    private static string? Named(TextNode node) =>
        node is MapNode map && map["$ref"] is ScalarNode { Value: var target } && target.LastIndexOf('/') is >= 0 and var slash
            ? References.Unescape(target[(slash + 1)..])
            : null;

    private string? Text(MapNode map, string member, int longest)
    {
        var node = map[member];
        var problem = NameRules.Problem((node as ScalarNode)?.Value, $"The document's {member}", longest);
        if (problem is not null)
            Wrong(node ?? map, problem);
        return problem is null ? ((ScalarNode)node!).Value.Trim() : null;
    }

    private AsyncDocument? Wrong(TextNode node, string message)
    {
        problems.Add(new AsyncProblem(node.Line, node.Column, message));
        return null;
    }
}
