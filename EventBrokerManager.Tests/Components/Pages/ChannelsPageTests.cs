using Bunit;
using EventBrokerManager.Components.Pages.Channels;
using EventBrokerManager.Landscape;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Components.Pages;

public sealed class ChannelsPageTests : IDisposable
{
    private readonly PortalContext _portal = new();
    private readonly SpaceDetails _production;
    private readonly ServiceDetails _orders;

    public ChannelsPageTests()
    {
        _production = _portal.Landscape.AddSpace("Production");
        _orders = _portal.Landscape.AddService("Orders", "Webshop", "OrderPlaced", "OrderShipped");
    }

    public void Dispose() => _portal.Dispose();

    [Theory]
    [InlineData(null, new[] { "OrderPlaced", "OrderShipped", "StockChanged" })]
    [InlineData("-event", new[] { "StockChanged", "OrderShipped", "OrderPlaced" })]
    [InlineData("-retained", new[] { "StockChanged", "OrderPlaced", "OrderShipped" })]
    [InlineData("retained", new[] { "OrderPlaced", "StockChanged", "OrderShipped" })]
    [InlineData("problem", new[] { "StockChanged", "OrderPlaced", "OrderShipped" })]
    public void Find_Sort_UnknownCountsLast(string? sort, string[] expected)
    {
        _portal.Landscape.AddChannel(_orders.Events[0], _production, retained: 5);
        _portal.Landscape.AddChannel(_orders.Events[1], _production, retained: null);
        var stock = _portal.Landscape.AddService("Warehouse", null, "StockChanged");
        _portal.Landscape.AddChannel(stock.Events[0], _production, "Gone.", retained: 9);

        Assert.Equal(expected, ChannelSearch.Find(_portal.Landscape.Channels, null, null, sort).Select(c => c.Event));
    }

    [Fact]
    public void Find_EveryWordSomewhere()
    {
        var test = _portal.Landscape.AddSpace("Test");
        _portal.Landscape.AddChannel(_orders.Events[0], _production);
        var wanted = _portal.Landscape.AddChannel(_orders.Events[0], test);

        Assert.Equal([wanted], ChannelSearch.Find(_portal.Landscape.Channels, "placed TEST", null, null));
        Assert.Equal([wanted], ChannelSearch.Find(_portal.Landscape.Channels, wanted.Topic, null, null));
    }

    [Fact]
    public void AddressFilters_RowsOfTheSpaceAndSearch()
    {
        _portal.Landscape.AddChannel(_orders.Events[0], _production);
        _portal.Landscape.AddChannel(_orders.Events[1], _production);
        _portal.Landscape.AddChannel(_orders.Events[0], _portal.Landscape.AddSpace("Test"));

        var page = _portal.Open<ChannelsPage>("/channels?space=Production&search=placed");

        page.WaitForAssertion(() => Assert.Contains("1 channel shown", page.Markup));
        Assert.Equal("Production", page.Find(".chip[aria-current=true]").TextContent.Trim());
    }

    [Fact]
    public void Problem_SaidAboveTheTable()
    {
        _portal.Landscape.AddChannel(_orders.Events[0], _production, "The topic is gone. Create the channel again.");

        var page = _portal.Open<ChannelsPage>("/channels");

        Assert.Contains("OrderPlaced in Production: The topic is gone.", page.Find(".inline-notice.problem").TextContent);
    }

    [Theory]
    [InlineData(Role.View, false)]
    [InlineData(Role.TechnicalContact, true)]
    public void Create_OfferedToWhoMay(Role role, bool offered)
    {
        _portal.Become(role);
        _portal.Landscape.AddChannel(_orders.Events[0], _production);

        Assert.Equal(offered, _portal.Open<ChannelsPage>("/channels").FindAll(".page-head .btn.primary").Count == 1);
    }

    [Fact]
    public void Create_ByLink_DialogOpens_AndTheAddressForgetsIt()
    {
        var page = _portal.Open<ChannelsPage>("/channels?create=true");

        Assert.NotNull(page.Find("#create-channel"));
        Assert.DoesNotContain("create", _portal.Navigation.Uri);
    }

    [Fact]
    public void Create_NoEvent_SaidAtTheField_ThenMade()
    {
        var page = _portal.Open<ChannelsPage>("/channels?create=true&space=Production");
        page.Find("#create-channel").Submit();
        Assert.Equal("Choose an event.", page.Find(".err").TextContent);

        page.Find("select.picker").Change(_orders.Events[1].Id.ToString());
        page.Find("#create-channel").Submit();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#create-channel")));
        Assert.Equal("OrderShipped", Assert.Single(_portal.Landscape.Channels).Event);
    }
}
