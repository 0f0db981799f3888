using EventBrokerManager.Components.Layout;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Components.Layout;

public sealed class PaletteItemTests
{
    private static readonly Actor Tess = new("Tess", Role.TechnicalContact);

    [Fact]
    public void Find_NoText_PagesAndCommandsOnly()
    {
        var bridges = new FakeBridges();
        bridges.Add("orders-out", BridgeState.Running);

        var found = PaletteItem.Find([.. PaletteItem.Commands(Tess, development: false), .. PaletteItem.Of(bridges.Items)], "");

        Assert.Contains(found, i => i.Name == "Create a bridge");
        Assert.DoesNotContain(found, i => i.Kind == "Bridges");
    }

    [Fact]
    public void Find_QueueName_FindsItsBridge()
    {
        var bridges = new FakeBridges();
        bridges.Add("orders-out", BridgeState.Running);
        bridges.Add("stock-in", BridgeState.Running);

        var found = PaletteItem.Find([.. PaletteItem.Of(bridges.Items)], "stock-in-queue");

        Assert.Equal(["stock-in"], found.Select(i => i.Name));
    }

    [Fact]
    public void Find_NamesThatBeginWithIt_First()
    {
        List<PaletteItem> all = [new("Events", "ReorderPlaced", "", "/1"), new("Events", "OrderPlaced", "", "/2")];

        Assert.Equal(["OrderPlaced", "ReorderPlaced"], PaletteItem.Find(all, "order").Select(i => i.Name));
    }

    [Fact]
    public void Find_Many_EightOfAKind()
    {
        var all = Enumerable.Range(0, 20).Select(i => new PaletteItem("Events", $"Order{i}", "", $"/{i}")).ToList();

        Assert.Equal(8, PaletteItem.Find(all, "order").Count);
    }

    [Fact]
    public void Commands_View_NothingThatChanges() =>
        Assert.DoesNotContain(PaletteItem.Commands(new Actor("Vic", Role.View), development: false), i => i.Kind == "Commands");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Commands_LocalQueues_InDevelopmentOnly(bool development) =>
        Assert.Equal(development, PaletteItem.Commands(Tess, development).Any(i => i.Href == "/local-queues"));
}
