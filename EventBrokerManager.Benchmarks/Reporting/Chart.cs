using System.Globalization;
using System.Net;
using System.Text;

namespace EventBrokerManager.Benchmarks.Reporting;

/// <summary>Bars in SVG: events per CPU second, one group for each table.</summary>
internal static class Chart
{
    private const int Width = 760, Label = 190, Row = 24, Head = 40, Right = 90;

    public static string Draw(IReadOnlyList<Table> tables)
    {
        var most = tables.Max(table => table.Bars.Max(bar => bar.Value));
        var height = tables.Sum(table => Head + Row * table.Bars.Count) + 24;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n");
        svg.Append("<title>Events per CPU second</title>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        var y = 8;
        foreach (var table in tables)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{y + 24}\" font-weight=\"600\" fill=\"#1a1a1a\">{Text(table.Title)}: events per CPU second</text>\n");
            y += Head;
            foreach (var ((name, value), i) in table.Bars.Select((bar, i) => (bar, i)))
            {
                var length = value / most * (Width - Label - Right);
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Label - 8}\" y=\"{y + 15}\" text-anchor=\"end\" fill=\"#333333\">{Text(name)}</text>\n");
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Label}\" y=\"{y + 3}\" width=\"{length:0.#}\" height=\"{Row - 7}\" fill=\"{(i == 0 ? "#0b6e6e" : "#9aa5b1")}\"/>\n");
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Label + length + 6:0.#}\" y=\"{y + 15}\" fill=\"#333333\">{value:N0}</text>\n");
                y += Row;
            }
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
