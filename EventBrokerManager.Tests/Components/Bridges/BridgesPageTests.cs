using Bunit;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Components.Pages.Bridges;
using EventBrokerManager.Components.Pages.Bridges.Details;
using EventBrokerManager.Tests.Bridges;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace EventBrokerManager.Tests.Components.Bridges;

public sealed class BridgesPageTests : BridgePages
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public void Empty_OffersTheWizard()
    {
        var page = Render<BridgesPage>();

        page.WaitForAssertion(() => Assert.Contains("No bridges yet", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal(2, page.FindAll("a[href='/bridges/new']").Count);
    }

    [Fact]
    public async Task List_OneFailed_StandsFirstWithItsReason()
    {
        await World.Create("alpha", BridgeWorld.To("OrderShipped", "a"));
        var failed = await World.Create("beta", BridgeWorld.To("OrderShipped", "b"));
        Engine.Set(FakeBridgeEngine.Status(failed.Id, BridgeState.Failed, "The queue b does not exist. Create it."));

        var page = Shown();

        Assert.Equal(["beta", "alpha"], Names(page));
        Assert.Contains("The queue b does not exist. Create it.", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TargetException.AccessDenied, 1)]
    [InlineData(TargetException.Missing, 0)]
    [InlineData(null, 0)]
    public async Task List_Failed_OffersTheStatementWhereTheQueueRefusesARight(string? code, int links)
    {
        var bridge = await World.Create("alpha", BridgeWorld.To("OrderShipped", "a"));
        Engine.Set(FakeBridgeEngine.Status(bridge.Id, BridgeState.Failed, "See the statement of a.") with { ReasonCode = code });

        var page = Shown();

        Assert.Equal(links, page.FindAll($"a[href='/bridges/{bridge.Id.Hex()}?tab=policy']").Count(a => a.TextContent == "See the statement"));
    }

    [Fact]
    public async Task Live_AnotherFails_RowsStayAndSortingIsOffered()
    {
        await World.Create("alpha", BridgeWorld.To("OrderShipped", "a"));
        var beta = await World.Create("beta", BridgeWorld.To("OrderShipped", "b"));
        var page = Shown();

        Engine.Set(FakeBridgeEngine.Status(beta.Id, BridgeState.Failed));

        page.WaitForAssertion(() => Assert.Contains("Sort again", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal(["alpha", "beta"], Names(page));
        page.FindAll("button").Single(b => b.TextContent.Contains("Sort again", StringComparison.Ordinal)).Click();
        Assert.Equal(["beta", "alpha"], Names(page));
    }

    [Fact]
    public async Task Start_Clicked_IsWantedStarted()
    {
        var bridge = await World.Create("alpha", BridgeWorld.To("OrderShipped", "a"));
        var page = Shown();

        page.Find("[aria-label='Start alpha']").Click();

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[aria-label='Stop alpha']")), Patience);
        Assert.Equal(DesiredState.Started, (await World.Service.GetAsync(BridgeWorld.Vic, bridge.Id, CancellationToken.None)).Desired);
    }

    [Fact]
    public async Task Delete_NameTyped_Gone()
    {
        await World.Create("alpha", BridgeWorld.To("OrderShipped", "a"));
        var page = Shown();
        page.FindAll("button.item").Single(b => b.TextContent == "Delete").Click();
        var confirm = page.FindAll("dialog button").Single(b => b.TextContent == "Delete alpha");
        Assert.True(confirm.HasAttribute("disabled"));
        page.Find("dialog input").Input("alpha");

        page.FindAll("dialog button").Single(b => b.TextContent == "Delete alpha").Click();

        page.WaitForAssertion(() => Assert.Contains("No bridges yet", page.Markup, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Search_ByQueue_FindsIt()
    {
        await World.Create("alpha", BridgeWorld.To("OrderShipped", "parcels"));
        await World.Create("beta", BridgeWorld.To("OrderShipped", "b"));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/bridges?search=parcel");

        Assert.Equal(["alpha"], Names(Shown()));
    }

    [Fact]
    public async Task View_SeesNoButtons()
    {
        await World.Create("alpha", BridgeWorld.To("OrderShipped", "a"));
        SignIn("Vic", Role.View);

        var page = Shown();

        Assert.Empty(page.FindAll("td button, td input, a[href='/bridges/new']"));
    }

    [Fact]
    public async Task Dispose_SubscriptionEnds()
    {
        await World.Create("alpha", BridgeWorld.To("OrderShipped", "a"));
        var page = Shown();
        Assert.Equal(1, Engine.Subscribers);

        page.Instance.Dispose();

        Assert.Equal(0, Engine.Subscribers);
    }

    [Fact]
    public async Task Bridge_Failed_ShowsReasonChecksAndTryNow()
    {
        var bridge = await World.Create("alpha", BridgeWorld.To("OrderShipped", "a"));
        await World.Service.StartAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);
        Engine.Set(FakeBridgeEngine.Status(bridge.Id, BridgeState.Failed, "The queue refuses.", checks:
            [new("Kafka answers", EventBrokerManager.Bridges.Engine.CheckState.Done), new("Queue a answers", EventBrokerManager.Bridges.Engine.CheckState.Failed, "Access denied.")]));

        var page = Render<BridgePage>(p => p.Add(x => x.Id, bridge.Id.Hex()));

        page.WaitForAssertion(() => Assert.Contains("The queue refuses.", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Contains("Access denied.", page.Markup, StringComparison.Ordinal);
        page.FindAll("button").Single(b => b.TextContent == "Try now").Click();
        page.WaitForAssertion(() => Assert.Equal([bridge.Id], Engine.Tried), Patience);
    }

    [Fact]
    public void Bridge_Unknown_SaysSo()
    {
        var page = Render<BridgePage>(p => p.Add(x => x.Id, Guid.NewGuid().Hex()));

        page.WaitForAssertion(() => Assert.Contains("There is no such bridge", page.Markup, StringComparison.Ordinal), Patience);
    }

    private IRenderedComponent<BridgesPage> Shown()
    {
        var page = Render<BridgesPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("td.what")), Patience);
        return page;
    }

    private static string[] Names(IRenderedComponent<BridgesPage> page) => [.. page.FindAll("td.what b").Select(b => b.TextContent)];
}
