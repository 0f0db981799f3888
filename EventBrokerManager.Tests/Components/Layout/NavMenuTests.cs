using Bunit;
using EventBrokerManager.Components.Layout;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Components.Layout;

public sealed class NavMenuTests : IDisposable
{
    private readonly PortalContext _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public void Badge_CountsFailedAndRetrying_AndFollows()
    {
        _portal.Bridges.Add("a", BridgeState.Failed);
        _portal.Bridges.Add("b", BridgeState.Retrying);
        var running = _portal.Bridges.Add("c", BridgeState.Running);
        var menu = _portal.Open<NavMenu>("/");
        Assert.StartsWith("2", menu.Find(".badge").TextContent);

        _portal.Bridges.Set(running.Id, s => s with { State = BridgeState.Failed });

        menu.WaitForAssertion(() => Assert.StartsWith("3", menu.Find(".badge").TextContent));
    }

    [Fact]
    public void ChosenSpace_GoesAlongWherePagesKnowIt()
    {
        var menu = _portal.Open<NavMenu>("/?space=Test");

        Assert.Equal("/channels?space=Test", menu.Find("a[href^='/channels']").GetAttribute("href"));
        Assert.Equal("/spaces", menu.Find("a[href^='/spaces']").GetAttribute("href"));
    }

    [Theory]
    [InlineData("/", "Landscape")]
    [InlineData("/bridges/new", "Bridges")]
    [InlineData("/channels?search=x", "Channels")]
    public void Current_PageOfTheAddress(string address, string name) =>
        Assert.Equal(name, _portal.Open<NavMenu>(address).Find("[aria-current=page]").TextContent.Trim());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EmbeddedBroker_SaysThatItIsForTryingOut(bool embedded)
    {
        _portal.Broker.IsEmbedded = embedded;

        Assert.Equal(embedded, _portal.Open<NavMenu>("/").Markup.Contains("for trying things out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disposed_FollowsNoMore()
    {
        _portal.Open<NavMenu>("/");
        Assert.Equal(1, _portal.Bridges.Subscribers);

        await _portal.DisposeComponentsAsync();

        Assert.Equal(0, _portal.Bridges.Subscribers);
    }
}
