namespace EventBrokerManager.Components.Pages.Home;

/// <summary>Where a node's upper left corner stands.</summary>
public readonly record struct Place(double X, double Y, double Width);

/// <summary>
/// A layered layout with fixed columns: nodes of a column are ordered by the median of their neighbours, which keeps crossings few,
/// and stand as near to their neighbours' middle as their order allows. The same graph always gives the same drawing.
/// </summary>
public sealed class GraphLayout
{
    public const double NodeHeight = 44;
    public const double Width = 1080;
    private const double Pitch = 64;
    private const double Top = 34;
    private const int Sweeps = 3;
    private readonly Dictionary<string, List<string>> _neighbours;
    private readonly List<GraphNode>[] _columns;

    public GraphLayout(LandscapeGraph graph)
    {
        var known = graph.Nodes.ToDictionary(n => n.Id);
        var edges = graph.Edges.Where(e => known.ContainsKey(e.From) && known.ContainsKey(e.To)).ToList();
        _neighbours = edges.SelectMany(e => new[] { (e.From, e.To), (From: e.To, To: e.From) })
            .GroupBy(p => p.From, p => p.To).ToDictionary(g => g.Key, g => g.Distinct().ToList());
        _columns = [.. Enum.GetValues<Column>().Select(c => graph.Nodes.Where(n => n.Column == c).ToList())];
        Order();
        PlaceAll();
        Edges = edges;
        Height = Places.Count == 0 ? 0 : Places.Values.Max(p => p.Y) + NodeHeight + 16;
    }

    /// <summary>By node id.</summary>
    public Dictionary<string, Place> Places { get; } = [];

    /// <summary>The edges whose both ends are there.</summary>
    public IReadOnlyList<GraphEdge> Edges { get; }

    public double Height { get; }

    /// <summary>The left edge and the width of a column.</summary>
    public static (double X, double Width) Of(Column column) => column switch
    {
        Column.Publisher => (1, 180),
        Column.Event => (270, 210),
        Column.Bridge => (570, 210),
        _ => (869, 210),
    };

    private void Order()
    {
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var bridges = Index(Column.Bridge);
            // A publisher stands where its events lead to; its events stand together.
            Sort(Column.Publisher, n => Median(
                Neighbours(n, _ => true).SelectMany(e => _neighbours[e]).Where(bridges.ContainsKey).Select(b => bridges[b])));
            var publishers = Index(Column.Publisher);
            Sort(Column.Event, n => Median(Neighbours(n, bridges.ContainsKey).Select(b => bridges[b])));
            Sort(Column.Event, n => Median(Neighbours(n, publishers.ContainsKey).Select(p => publishers[p])));
            var events = Index(Column.Event);
            Sort(Column.Bridge, n => Median(Neighbours(n, events.ContainsKey).Select(e => events[e])));
        }

        var carriers = Index(Column.Bridge);
        Sort(Column.Target, n => Median(Neighbours(n, carriers.ContainsKey).Select(b => carriers[b])));
    }

    /// <summary>Sorts a column, those without a rank last; equals keep their order.</summary>
    private void Sort(Column column, Func<GraphNode, double?> rank) =>
        _columns[(int)column] = [.. _columns[(int)column].OrderBy(n => rank(n) ?? double.MaxValue)];

    private Dictionary<string, double> Index(Column column) =>
        _columns[(int)column].Select((n, i) => (n.Id, i)).ToDictionary(p => p.Id, p => (double)p.i);

    private void PlaceAll()
    {
        PlaceColumn(Column.Event, _ => null);
        PlaceColumn(Column.Bridge, n => Middle(n, Column.Event));
        PlaceColumn(Column.Target, n => Middle(n, Column.Bridge));
        PlaceColumn(Column.Publisher, n => Middle(n, Column.Event));
    }

    private void PlaceColumn(Column column, Func<GraphNode, double?> wanted)
    {
        var (x, width) = Of(column);
        var next = Top;
        foreach (var node in _columns[(int)column])
        {
            var y = Math.Max(next, wanted(node) ?? next);
            Places[node.Id] = new Place(x, y, width);
            next = y + Pitch;
        }
    }

    private double? Middle(GraphNode node, Column beside)
    {
        var ys = Neighbours(node, id => IsIn(id, beside)).Select(id => Places[id].Y).ToList();
        if (ys.Count == 0)
            return null;
        // Several targets of one bridge spread around it, so the first of them starts higher.
        var siblings = ys.Count == 1 ? _neighbours[Neighbours(node, Places.ContainsKey).First()].Count(id => IsIn(id, node.Column)) : 1;
        return Math.Max(Top, ys.Average() - (siblings - 1) * Pitch / 2);
    }

    private bool IsIn(string id, Column column) => _columns[(int)column].Any(n => n.Id == id);

    private IEnumerable<string> Neighbours(GraphNode node, Func<string, bool> where) =>
        _neighbours.TryGetValue(node.Id, out var all) ? all.Where(where) : [];

    private static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
