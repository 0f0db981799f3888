using System.Text;
using System.Text.Json;

namespace EventBrokerManager.AsyncApi;

internal static class JsonText
{
    /// <exception cref="TextException">It is no JSON, or larger or deeper than is read.</exception>
    public static TextNode Read(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = TextLimits.Depth + 1 });
        var places = new Places(bytes);
        try
        {
            reader.Read();
            var node = ReadValue(ref reader, places);
            reader.Read();
            return node;
        }
        catch (JsonException e)
        {
            var line = (int)(e.LineNumber ?? 0) + 1;
            throw new TextException("This is no well-formed JSON.", line, places.Column(line, e.BytePositionInLine ?? 0));
        }
        catch (InvalidOperationException)
        {
            // A text with half of a surrogate pair.
            var (line, column) = places.Of(reader.TokenStartIndex);
            throw new TextException("This text has a character that is none.", line, column);
        }
    }

    private static TextNode ReadValue(ref Utf8JsonReader reader, Places places)
    {
        var (line, column) = places.Next(reader.TokenStartIndex);
        if (reader.CurrentDepth >= TextLimits.Depth)
            throw new TextException($"The text is nested deeper than {TextLimits.Depth} levels, which is all that is read.", line, column);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, places, line, column);
            case JsonTokenType.StartArray:
                var items = new List<TextNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(ReadValue(ref reader, places));
                return new ListNode(items, line, column);
            case JsonTokenType.String:
                return new ScalarNode(reader.GetString()!, true, line, column);
            default:
                return new ScalarNode(Encoding.UTF8.GetString(reader.ValueSpan), false, line, column);
        }
    }

    private static MapNode ReadObject(ref Utf8JsonReader reader, Places places, int line, int column)
    {
        var members = new List<KeyValuePair<string, TextNode>>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (keyLine, keyColumn) = places.Next(reader.TokenStartIndex);
            var key = reader.GetString()!;
            if (!keys.Add(key))
                throw new TextException($"'{key}' stands here twice. Remove one.", keyLine, keyColumn);
            reader.Read();
            members.Add(new(key, ReadValue(ref reader, places)));
        }

        return new MapNode(members, line, column);
    }

    /// <summary>Turns positions in bytes, which only grow, into lines and columns, and counts them.</summary>
    private sealed class Places(byte[] bytes)
    {
        private int _line = 1;
        private int _lineStart;
        private int _at;
        private int _count;

        public (int Line, int Column) Next(long position)
        {
            var place = Of(position);
            if (++_count > TextLimits.Nodes)
                throw new TextException($"The text has more than {TextLimits.Nodes:N0} values, which is all that is read.", place.Line, place.Column);
            return place;
        }

        public (int Line, int Column) Of(long position)
        {
            for (; _at < position; _at++)
            {
                if (bytes[_at] == '\n')
                    (_line, _lineStart) = (_line + 1, _at + 1);
            }

            return (_line, Encoding.UTF8.GetCharCount(bytes, _lineStart, (int)position - _lineStart) + 1);
        }

        /// <summary>The column in characters of a byte in a line.</summary>
        public int Column(int line, long byteInLine)
        {
            var start = 0;
            for (var i = 1; i < line; i++)
                start = Array.IndexOf(bytes, (byte)'\n', start) + 1;
            return Encoding.UTF8.GetCharCount(bytes, start, (int)Math.Min(byteInLine, bytes.Length - start)) + 1;
        }
    }
}
