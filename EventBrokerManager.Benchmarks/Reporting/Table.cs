using System.Globalization;
using System.Text;

namespace EventBrokerManager.Benchmarks.Reporting;

/// <summary>One table of the report; where it has bars, it is drawn in the chart too.</summary>
/// <param name="first">The heading of its first column.</param>
internal sealed class Table(string title, string first, IReadOnlyList<string> columns)
{
    private readonly List<(string Name, string[] Cells)> _rows = [];
    private readonly List<(string Name, double Value)> _bars = [];

    public string Title => title;

    public IReadOnlyList<(string Name, double Value)> Bars => _bars;

    /// <summary>For the JSON file: rows, each with its cells by column.</summary>
    public object Data => _rows.ConvertAll(row => new
    {
        name = row.Name,
        values = columns.Zip(row.Cells).ToDictionary(cell => cell.First, cell => cell.Second),
    });

    public void Add(string name, params string[] cells) => _rows.Add((name, cells));

    public void Bar(string name, double value) => _bars.Add((name, value));

    public string ToMarkdown()
    {
        var text = new StringBuilder($"### {title}\n\n| {first} | {string.Join(" | ", columns)} |\n|---|{string.Concat(columns.Select(_ => "---:|"))}\n");
        foreach (var (name, cells) in _rows)
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", cells)} |\n");
        return text.ToString();
    }

    public static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "N0" : Math.Abs(value) >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);

    public static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + "x";
}
