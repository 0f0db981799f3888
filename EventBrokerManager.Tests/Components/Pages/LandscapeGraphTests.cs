using EventBrokerManager.Bridges;
using EventBrokerManager.Components.Pages.Home;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Components.Pages;

public sealed class LandscapeGraphTests
{
    private readonly FakeLandscape _landscape = new();
    private readonly FakeBridges _bridges = new();

    [Fact]
    public void Of_BridgeOut_PublisherEventBridgeQueueFromLeftToRight()
    {
        Populate("OrderPlaced");
        _bridges.Add("orders-out", BridgeState.Running, item: _landscape.Services[0].Events[0], perSecond: 412);

        var graph = Graph();

        Assert.Equal(["Webshop", "OrderPlaced", "orders-out", "orders-out-queue"], graph.Nodes.OrderBy(n => n.Column).Select(n => n.Name));
        Assert.All(graph.Edges, e => Assert.False(e.Backwards));
        Assert.Equal("412/s", Assert.Single(graph.Edges, e => e.Label is not null).Label);
    }

    [Fact]
    public void Of_BridgeIn_ItsEdgesRunBackwards()
    {
        Populate("StockChanged");
        _bridges.Add("stock-in", BridgeState.Running, item: _landscape.Services[0].Events[0], direction: Direction.TargetToKafka);

        Assert.Equal(2, Graph().Edges.Count(e => e.Backwards));
    }

    [Theory]
    [InlineData(BridgeState.Failed, "failed", "fai")]
    [InlineData(BridgeState.Retrying, "retrying", "ret")]
    public void Of_Trouble_WordAndColourInsteadOfARate(BridgeState state, string label, string css)
    {
        Populate("OrderPlaced");
        _bridges.Add("orders-out", state, item: _landscape.Services[0].Events[0]);

        var edge = Assert.Single(Graph().Edges, e => e.Label is not null);

        Assert.Equal((label, css), (edge.Label, edge.Css));
    }

    [Fact]
    public void Of_OtherSpace_NotThere()
    {
        Populate("OrderPlaced");
        _bridges.Add("orders-out", BridgeState.Running, space: "Test", item: _landscape.Services[0].Events[0]);

        Assert.DoesNotContain(Graph().Nodes, n => n.Column == Column.Bridge);
    }

    [Fact]
    public void Of_ManyQuietEvents_SomeAreLeftOutAndCounted_CarriedOnesNever()
    {
        Populate([.. Enumerable.Range(10, 30).Select(i => $"Event{i}")]);
        _bridges.Add("last", BridgeState.Running, item: _landscape.Services[0].Events[^1]);

        var graph = Graph();

        Assert.Equal(17, graph.LeftOut);
        Assert.Contains(graph.Nodes, n => n.Name == "Event39");
    }

    [Fact]
    public void Layout_NodesOfAColumn_NeverOverlap()
    {
        Populate("A", "B", "C");
        foreach (var item in _landscape.Services[0].Events.Concat(_landscape.Services[0].Events))
            _bridges.Add(Guid.NewGuid().ToString(), BridgeState.Running, item: item);

        var layout = new GraphLayout(Graph());

        foreach (var column in layout.Places.Values.GroupBy(p => p.X))
        {
            var tops = column.Select(p => p.Y).Order().ToList();
            Assert.All(tops.Zip(tops.Skip(1)), pair => Assert.True(pair.Second - pair.First > GraphLayout.NodeHeight));
        }

        Assert.True(layout.Height > layout.Places.Values.Max(p => p.Y) + GraphLayout.NodeHeight);
    }

    [Fact]
    public void Layout_BridgesStandInTheOrderOfTheirEvents()
    {
        Populate("A", "B", "C");
        var events = _landscape.Services[0].Events;
        // By name, these bridges would cross each other.
        List<BridgeDetails> bridges =
        [
            _bridges.Add("z", BridgeState.Running, item: events[0]),
            _bridges.Add("y", BridgeState.Running, item: events[1]),
            _bridges.Add("x", BridgeState.Running, item: events[2]),
        ];

        var layout = new GraphLayout(Graph());

        var byEvent = bridges.OrderBy(b => layout.Places[$"e:{b.Connections[0].EventId}"].Y);
        var byPlace = bridges.OrderBy(b => layout.Places[$"b:{b.Id}"].Y);
        Assert.Equal(byEvent, byPlace);
    }

    private void Populate(params string[] events)
    {
        var space = _landscape.AddSpace("Production");
        foreach (var item in _landscape.AddService("Orders", "Webshop", events).Events)
            _landscape.AddChannel(item, space);
    }

    private LandscapeGraph Graph() => LandscapeGraph.Of("Production", _landscape.Services, _landscape.Channels, _bridges.Items);
}
