using System.Text;

namespace EventBrokerManager.Landscape.Apps;

/// <summary>Reads CSV as RFC 4180 writes it, with commas or, where the header has none, semicolons.</summary>
internal static class CsvText
{
    /// <summary>The rows that are not blank, each with the line that it begins in, from 1.</summary>
    public static IEnumerable<(int Line, IReadOnlyList<string> Fields)> Read(string text)
    {
        var header = text.AsSpan().TrimStart('\uFEFF');
        var end = header.IndexOfAny('\r', '\n');
        var separator = (end < 0 ? header : header[..end]).Contains(',') || !header[..(end < 0 ? header.Length : end)].Contains(';') ? ',' : ';';
        var (fields, field, quoted, line, began) = (new List<string>(), new StringBuilder(), false, 1, 1);
        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (c == '\n' && i < text.Length)
                line++;
            if (quoted && i < text.Length)
            {
                if (c != '"')
                    field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    field.Append(text[i++]);
                else
                    quoted = false;
            }
            else if (c == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (c == separator)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else if (c == '\n')
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
                if (fields.Exists(f => f.Length > 0))
                    yield return (began, fields);
                (fields, began) = ([], line);
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }
    }
}
