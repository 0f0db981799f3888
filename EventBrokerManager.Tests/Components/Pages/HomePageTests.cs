using Bunit;
using EventBrokerManager.Components.Pages.Home;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Components.Pages;

public sealed class HomePageTests : IDisposable
{
    private readonly PortalContext _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public void Problems_WorstFirst_EachWithItsNextStep()
    {
        var space = _portal.Landscape.AddSpace("Production");
        var service = _portal.Landscape.AddService("Orders", "Webshop", "OrderPlaced");
        _portal.Landscape.AddChannel(service.Events[0], space, problem: "The topic is gone. Create the channel again.");
        _portal.Bridges.Add("with-letters", BridgeState.Running, deadLetters: 12);
        _portal.Bridges.Add("retrying", BridgeState.Retrying, reason: "The queue does not answer. Nothing to do.", lag: 1204);
        _portal.Bridges.Add("failed", BridgeState.Failed, reason: "The queue refuses: access denied. Your move: add the statement.");

        var rows = _portal.Open<HomePage>("/").FindAll(".problems tbody tr");

        Assert.Equal(
            ["failed", "OrderPlaced in Production", "retrying", "with-letters"],
            rows.Select(r => r.QuerySelector("b")!.TextContent));
        Assert.Contains("Your move: add the statement.", rows[0].TextContent);
        Assert.Contains("1,204 events wait; nothing is lost.", rows[2].TextContent);
        Assert.All(rows, r => Assert.NotNull(r.QuerySelector("a[href]")));
    }

    [Fact]
    public void KafkaAway_IsTheFirstProblem()
    {
        _portal.Broker.Away = true;
        _portal.Bridges.Add("failed", BridgeState.Failed);

        Assert.StartsWith("Kafka", _portal.Open<HomePage>("/").Find(".problems tbody tr b").TextContent);
    }

    [Fact]
    public void StateChanges_ShownWithoutAReload()
    {
        _portal.Landscape.AddSpace("Production");
        var bridge = _portal.Bridges.Add("orders-out", BridgeState.Running);
        var page = _portal.Open<HomePage>("/");
        Assert.Contains("All well", page.Markup);

        _portal.Bridges.Set(bridge.Id, s => s with { State = BridgeState.Failed, Reason = "The queue is gone. Create it." });

        page.WaitForAssertion(() => Assert.Equal("orders-out", page.Find(".problems b").TextContent));
    }

    [Fact]
    public void ChosenSpace_OthersAreNotCounted()
    {
        _portal.Landscape.AddSpace("Production");
        _portal.Landscape.AddSpace("Test");
        _portal.Bridges.Add("there", BridgeState.Failed, space: "Production");
        _portal.Bridges.Add("here", BridgeState.Failed, space: "Test");

        var page = _portal.Open<HomePage>("/?space=Test");

        Assert.Equal("here", Assert.Single(page.FindAll(".problems tbody tr b")).TextContent);
    }

    [Theory]
    [InlineData(Role.View, false)]
    [InlineData(Role.TechnicalContact, true)]
    public void NoBridge_OffersToCreateOneToWhoMay(Role role, bool offered)
    {
        _portal.Become(role);

        Assert.Equal(offered, _portal.Open<HomePage>("/").FindAll("a[href='/bridges/new']").Count == 1);
    }

    [Fact]
    public void LoadRefused_TheReasonAndNothingThatLooksWell()
    {
        _portal.Landscape.Refusal = new RefusedException(RefusalKind.Unavailable, "The database does not answer.");

        var page = _portal.Open<HomePage>("/");

        Assert.Contains("The database does not answer.", page.Find("[role=alert]").TextContent);
        Assert.DoesNotContain("All well", page.Markup);
    }

    [Fact]
    public void Left_FollowsNoMore()
    {
        var page = _portal.Open<HomePage>("/");

        page.Instance.Dispose();

        Assert.Equal(0, _portal.Bridges.Subscribers);
    }
}
