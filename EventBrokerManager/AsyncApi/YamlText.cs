using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EventBrokerManager.AsyncApi;

internal static class YamlText
{
    /// <exception cref="TextException">It is no YAML, larger or deeper than is read, or uses aliases.</exception>
    public static TextNode Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        var reading = new Reading(parser);
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                throw new TextException("The text is empty.", 1, 1);
            parser.Consume<DocumentStart>();
            var node = reading.ReadValue(1);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
                throw At("A second document begins here; only one is taken.", parser.Current?.Start ?? Mark.Empty);
            return node;
        }
        catch (YamlException e)
        {
            throw At("This is no well-formed YAML.", e.Start);
        }
        catch (InvalidOperationException)
        {
            // The parser's way to say that a text ends in the middle, in some places.
            throw At("This is no well-formed YAML; it begins to go wrong after this.", reading.Last);
        }
    }

    private static TextException At(string message, Mark mark) =>
        new(message, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private sealed class Reading(IParser parser)
    {
        private int _count;

        /// <summary>Where the value stands that was read last.</summary>
        public Mark Last { get; private set; } = Mark.Empty;

        public TextNode ReadValue(int depth)
        {
            var start = parser.Current!.Start;
            if (depth > TextLimits.Depth)
                throw At($"The text is nested deeper than {TextLimits.Depth} levels, which is all that is read.", start);
            Count(start);
            var (line, column) = ((int)start.Line, (int)start.Column);
            if (parser.TryConsume<Scalar>(out var scalar))
                return new ScalarNode(scalar.Value, scalar.Style != ScalarStyle.Plain || IsText(scalar.Value), line, column);
            if (parser.TryConsume<SequenceStart>(out _))
            {
                var items = new List<TextNode>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                    items.Add(ReadValue(depth + 1));
                return new ListNode(items, line, column);
            }

            if (parser.TryConsume<MappingStart>(out _))
                return new MapNode(ReadMembers(depth), line, column);

            // An alias repeats what stands elsewhere; a few of them in each other make gigabytes of some lines.
            throw At("Aliases (*name) are not taken. Write out what they stand for.", start);
        }

        private List<KeyValuePair<string, TextNode>> ReadMembers(int depth)
        {
            var members = new List<KeyValuePair<string, TextNode>>();
            var keys = new HashSet<string>(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var start = parser.Current!.Start;
                Count(start);
                if (!parser.TryConsume<Scalar>(out var key))
                    throw At("A key must be a text.", start);
                if (!keys.Add(key.Value))
                    throw At($"'{key.Value}' stands here twice. Remove one.", start);
                members.Add(new(key.Value, ReadValue(depth + 1)));
            }

            return members;
        }

        private void Count(Mark start)
        {
            Last = start;
            if (++_count > TextLimits.Nodes)
                throw At($"The text has more than {TextLimits.Nodes:N0} values, which is all that is read.", start);
        }

        private static bool IsText(string value) =>
            value is not ("" or "~" or "null" or "Null" or "NULL" or "true" or "True" or "TRUE" or "false" or "False" or "FALSE");
    }
}
