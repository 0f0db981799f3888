using AngleSharp.Dom;
using Bunit;
using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Engine.Redrives;
using EventBrokerManager.Components.Pages.Bridges.Details;
using EventBrokerManager.Components.Pages.DeadLetters;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Tests.Bridges;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventBrokerManager.Tests.Components.Bridges;

public sealed class DeadLettersPageTests : BridgePages
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void Empty_SaysThatNothingIsLost()
    {
        var page = Render<DeadLettersPage>();

        page.WaitForAssertion(() => Assert.Contains("Every event that came was delivered, or still waits", page.Markup, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Groups_ByReason_WhoseMoveAndTheListBelow()
    {
        await TwoReasonsAsync();

        var page = Open("/dead-letters");

        var group = page.FindAll(".letter-groups tbody tr")[0];
        Assert.Contains("Too large for the queue", group.TextContent, StringComparison.Ordinal);
        Assert.Contains("The publishing app, or the queue's owner", group.TextContent, StringComparison.Ordinal);
        Assert.Contains("OrderShipped → a", group.TextContent, StringComparison.Ordinal);
        Assert.Equal(["e3", "e2", "e1"], Ids(page));
        Assert.Contains("3 dead letters</b>", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reason_Followed_NarrowsTheListAndStandsInTheAddress()
    {
        await TwoReasonsAsync();
        var page = Open("/dead-letters");

        Navigation.NavigateTo(page.Find(".letter-groups tbody tr a").GetAttribute("href")!);

        page.WaitForAssertion(() => Assert.Equal(["e2", "e1"], Ids(page)), Patience);
        Assert.Contains("reason=too-large", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(2, page.FindAll(".letter-groups tbody tr").Count);
        Assert.Contains("2 dead letters</b>", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_Filters_AllCount()
    {
        var bridge = await TwoReasonsAsync();
        var other = await World.Create("b", BridgeWorld.To("OrderShipped", "b"));
        await World.AddDeadLetterAsync(other.Id, other.Connections[0].Id, 9);

        Assert.Equal(["e9"], Ids(Open($"/dead-letters?bridge={other.Id:N}")));
        Assert.Equal(["e3"], Ids(Open($"/dead-letters?bridge={bridge.Id:N}&search=loop")));
        Assert.Empty(Ids(Open("/dead-letters?type=Other", "No dead letter fits")));
        Assert.Empty(Ids(Open("/dead-letters?from=2030-01-01T00:00", "No dead letter fits")));
        Assert.Equal(4, Ids(Open("/dead-letters?to=2030-01-01T00:00")).Count);
    }

    [Fact]
    public async Task View_ReadsOnly()
    {
        await TwoReasonsAsync();
        SignIn("Vic", Role.View);

        var page = Open("/dead-letters");

        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Contains("again", StringComparison.Ordinal) || b.TextContent.Contains("Discard", StringComparison.Ordinal));
        Assert.Empty(page.FindAll("input[type=checkbox]"));
    }

    [Fact]
    public async Task SendAgain_Group_DryRunThenItsProgress()
    {
        var bridge = await TwoReasonsAsync();
        await World.AddDeadLetterAsync(bridge.Id, bridge.Connections[0].Id, 4, redrives: RedriveRules.MostRedrives);
        Engine.Checking = letter => letter.Origin == "t/0/2" ? new RedriveResult(letter.Id, "too-large", "Too large.") : null;
        var page = Open("/dead-letters");

        Button(page, "Send again Too large").Click();
        page.WaitForAssertion(() => Assert.Contains("1 event would be refused again, and stay: too large for the queue (1).", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Contains("1 event would be sent", page.Markup, StringComparison.Ordinal);
        Assert.Contains("1 event left out: refused again 3 times already", page.Markup, StringComparison.Ordinal);
        Assert.Contains(RedriveRules.Order, page.Markup, StringComparison.Ordinal);
        page.Find("#redrive-rate").Change("7");
        page.FindAll("button").Single(b => b.TextContent == "Send 2 again").Click();

        page.WaitForAssertion(() => Assert.Contains("Sending 2 dead letters of a again", page.Find(".redrive").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("7/s at most", page.Find(".redrive").TextContent, StringComparison.Ordinal);
        Assert.Equal([bridge.Id], Engine.Woken);
        Button(page, "Cancel sending").Click();
        page.WaitForAssertion(() => Assert.Contains("Cancelled by Tess Cole", page.Find(".redrive").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task SendAgain_BridgeStopped_SaysWhatToDo()
    {
        var bridge = await TwoReasonsAsync();
        await World.Service.StopAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);
        var page = Open("/dead-letters");

        Button(page, "Send again Too large").Click();

        page.WaitForAssertion(() => Assert.Contains("Start it, then send them again.", page.Find("dialog [role=alert]").TextContent, StringComparison.Ordinal), Patience);
        Assert.True(page.FindAll("dialog .btn.primary").Single().HasAttribute("disabled"));
    }

    [Fact]
    public async Task Discard_Selected_NeedsAReason()
    {
        await TwoReasonsAsync();
        var page = Open("/dead-letters");
        page.Find("input[aria-label='Select e2']").Change(true);
        page.FindAll("button").Single(b => b.TextContent == "Discard selected").Click();

        page.Find("dialog .btn.danger").Click();
        page.WaitForAssertion(() => Assert.Contains("The reason is missing", page.Find("#discard-reason-error").TextContent, StringComparison.Ordinal), Patience);
        page.Find("#discard-reason").Input("A test.");
        page.Find("dialog .btn.danger").Click();

        page.WaitForAssertion(() => Assert.Equal(["e3", "e1"], Ids(page)), Patience);
        Assert.Contains(Services.GetRequiredService<Toasts>().Items, t => t.Text == "1 dead letter of a discarded.");
        await using var db = World.Database.CreateDbContext();
        Assert.Contains("A test.", (await db.Audit.SingleAsync(a => a.Action == "dead-letters.discard")).Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discard_All_AsksForTheBridgesName()
    {
        var bridge = await TwoReasonsAsync();
        var page = Open($"/dead-letters?bridge={bridge.Id:N}");
        page.FindAll("button").Single(b => b.TextContent == "Discard all").Click();
        page.Find("#discard-reason").Input("A test.");
        Assert.True(page.Find("dialog .btn.danger").HasAttribute("disabled"));

        page.Find("dialog input.field").Input("a");
        page.Find("dialog .btn.danger").Click();

        page.WaitForAssertion(() => Assert.Contains("No dead letters", page.Markup, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Act_OnSeveralBridges_AsksToChooseOne()
    {
        await TwoReasonsAsync();
        var other = await World.Create("b", BridgeWorld.To("OrderShipped", "b"));
        await World.AddDeadLetterAsync(other.Id, other.Connections[0].Id, 9);

        var page = Open("/dead-letters");

        Assert.True(page.FindAll("button").Single(b => b.TextContent == "Send all again").HasAttribute("disabled"));
        Assert.Contains("Choose a bridge or a reason.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letter_Shown_WholeEventWithItsActs()
    {
        await TwoReasonsAsync();
        var page = Open("/dead-letters");

        Button(page, "Show the content of e3").Click();
        page.WaitForAssertion(() => Assert.Contains("Dead letter e3", page.Find("dialog h2").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("Because of loop.", page.Find("dialog").TextContent, StringComparison.Ordinal);
        page.FindAll("dialog button").Single(b => b.TextContent == "Send again").Click();

        page.WaitForAssertion(() => Assert.Contains("event e3", page.Find("dialog .body").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Live_NewOnes_WaitBehindAButton()
    {
        var bridge = await TwoReasonsAsync();
        var page = Open("/dead-letters");
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await World.AddDeadLetterAsync(bridge.Id, bridge.Connections[0].Id, 4);

        page.WaitForAssertion(() => Assert.Contains(page.FindAll("button"), b => b.TextContent == "New dead letters. Show"), Patience);
        Assert.Equal(["e3", "e2", "e1"], Ids(page));
        page.FindAll("button").Single(b => b.TextContent == "New dead letters. Show").Click();

        page.WaitForAssertion(() => Assert.Equal(["e4", "e3", "e2", "e1"], Ids(page)), Patience);
    }

    [Fact]
    public async Task BridgesTab_HasTheActs()
    {
        var bridge = await TwoReasonsAsync();
        Navigation.NavigateTo($"/bridges/{bridge.Id}?tab=dead-letters");

        var page = Render<BridgePage>(p => p.Add(b => b.Id, bridge.Id.ToString()));

        page.WaitForAssertion(() => Assert.Equal(["e3", "e2", "e1"], Ids(page)), Patience);
        Assert.Contains(page.FindAll("button"), b => b.TextContent == "Send all again");
        Assert.DoesNotContain(page.FindAll(".letter-groups a"), a => a.TextContent == "a");
    }

    private async Task<BridgeDetails> TwoReasonsAsync()
    {
        var bridge = await World.Create("a", BridgeWorld.To("OrderShipped", "a"));
        await World.Service.StartAsync(BridgeWorld.Tess, bridge.Id, CancellationToken.None);
        await World.AddDeadLetterAsync(bridge.Id, bridge.Connections[0].Id, 1);
        await World.AddDeadLetterAsync(bridge.Id, bridge.Connections[0].Id, 2);
        await World.AddDeadLetterAsync(bridge.Id, bridge.Connections[0].Id, 3, "loop");
        return bridge;
    }

    private IRenderedComponent<DeadLettersPage> Open(string address, string? shows = null)
    {
        Navigation.NavigateTo(address);
        var page = Render<DeadLettersPage>();
        page.WaitForAssertion(
            () => Assert.True(shows is null ? page.FindAll(".letter-list").Count == 1 : page.Markup.Contains(shows, StringComparison.Ordinal)), Patience);
        return page;
    }

    private static IElement Button(IRenderedComponent<IComponent> page, string label) =>
        page.FindAll("button").Single(b => b.GetAttribute("aria-label")?.StartsWith(label, StringComparison.Ordinal) == true);

    private static List<string> Ids(IRenderedComponent<IComponent> page) =>
        [.. page.FindAll(".letter-list tbody tr").Select(row => row.QuerySelector(".mono")!.TextContent)];
}
