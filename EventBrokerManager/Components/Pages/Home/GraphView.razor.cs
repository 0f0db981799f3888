using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Home;

/// <summary>Draws a <see cref="LandscapeGraph"/>; each node leads to its page.</summary>
public sealed partial class GraphView
{
    private const double HeadLength = 7;
    private GraphLayout _layout = new(new LandscapeGraph([], [], 0));

    [Parameter, EditorRequired]
    public LandscapeGraph Graph { get; set; } = new([], [], 0);

    [Parameter, EditorRequired]
    public string Space { get; set; } = "";

    private string Label => $"What flows in the space {Space}: publishers, events, bridges and outside queues";

    protected override void OnParametersSet() => _layout = new GraphLayout(Graph);

    private Line LineOf(GraphEdge edge)
    {
        var (from, to) = (_layout.Places[edge.From], _layout.Places[edge.To]);
        var (x1, y1) = (from.X + from.Width, from.Y + GraphLayout.NodeHeight / 2);
        var (x2, y2) = (to.X, to.Y + GraphLayout.NodeHeight / 2);
        var middle = (x1 + x2) / 2;
        var head = edge.Backwards
            ? $"M{N(x1 + HeadLength)},{N(y1 - 4)} L{N(x1)},{N(y1)} L{N(x1 + HeadLength)},{N(y1 + 4)}"
            : $"M{N(x2 - HeadLength)},{N(y2 - 4)} L{N(x2)},{N(y2)} L{N(x2 - HeadLength)},{N(y2 + 4)}";
        return new Line(
            $"M{N(x1)},{N(y1)} C{N(middle)},{N(y1)} {N(middle)},{N(y2)} {N(x2)},{N(y2)}", head,
            middle, (y1 + y2) / 2 - 6, 1.4 + Math.Min(1.6, Math.Log10(1 + (edge.PerSecond ?? 0)) * 0.5));
    }

    private static string HeadOf(Column column) => column switch
    {
        Column.Publisher => "Publishers",
        Column.Event => "Events",
        Column.Bridge => "Bridges",
        _ => "Outside",
    };

    private static string KindOf(Column column) => column switch
    {
        Column.Publisher => "Publisher",
        Column.Event => "Event",
        Column.Bridge => "Bridge",
        _ => "Queue",
    };

    private static string Fit(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private readonly record struct Line(string Path, string Head, double MiddleX, double MiddleY, double Width);
}
