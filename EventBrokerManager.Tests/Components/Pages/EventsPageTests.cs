using Bunit;
using EventBrokerManager.Components.Pages.Events;
using EventBrokerManager.Landscape;
using EventBrokerManager.Tests.Support;

namespace EventBrokerManager.Tests.Components.Pages;

public sealed class EventsPageTests : IDisposable
{
    private readonly PortalContext _portal = new();

    public void Dispose() => _portal.Dispose();

    [Theory]
    [InlineData("placed", "OrderPlaced")]
    [InlineData("WAREHOUSE", "StockChanged")]
    [InlineData("webshop", "OrderPlaced")]
    [InlineData("articleNumber", "StockChanged")]
    public void Find_NameServiceAppOrAttribute(string search, string found)
    {
        _portal.Landscape.AddService("Orders", "Webshop", "OrderPlaced");
        var stock = _portal.Landscape.AddService("Warehouse", null, "StockChanged");
        var attributes = new[] { new AttributeDetails("articleNumber", "String") };
        _portal.Landscape.Services[1] = stock with { Events = [stock.Events[0] with { Attributes = attributes }] };

        Assert.Equal([found], EventSearch.Find(_portal.Landscape.Services, search, space: null).Select(r => r.Event.Name));
    }

    [Fact]
    public void Find_Space_OnlyWhatLivesThere()
    {
        var orders = _portal.Landscape.AddService("Orders", null, "OrderPlaced", "OrderShipped");
        _portal.Landscape.Services[0] = orders with { Events = [orders.Events[0] with { Spaces = ["Test"] }, orders.Events[1]] };

        Assert.Equal(["OrderPlaced"], EventSearch.Find(_portal.Landscape.Services, null, "Test").Select(r => r.Event.Name));
    }

    [Fact]
    public void EventInTheAddress_ItsDetailsAreShown()
    {
        var orders = _portal.Landscape.AddService("Orders", "Webshop", "OrderPlaced");
        var attributes = new[] { new AttributeDetails("orderNumber", "String") };
        var item = orders.Events[0] with { Attributes = attributes, Spaces = ["Test"], Bridges = ["orders-out"] };
        _portal.Landscape.Services[0] = orders with { Events = [item] };

        var details = _portal.Open<EventsPage>($"/events?event={item.Id}").Find(".details");

        Assert.Equal("OrderPlaced", details.QuerySelector("h2")!.TextContent);
        Assert.Contains("orderNumber", details.TextContent);
        Assert.NotNull(details.QuerySelector("a[href='/channels?search=OrderPlaced&space=Test']"));
        Assert.NotNull(details.QuerySelector("a[href='/bridges?search=orders-out']"));
    }

    [Fact]
    public void NothingFits_SaysWhatWasSearched()
    {
        _portal.Landscape.AddService("Orders", null, "OrderPlaced");

        Assert.Contains("“unheard”", _portal.Open<EventsPage>("/events?search=unheard").Find(".notice").TextContent);
    }
}
