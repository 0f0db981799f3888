using AngleSharp.Dom;
using Bunit;
using EventBrokerManager.Bridges.Drafts;
using EventBrokerManager.Broker;
using EventBrokerManager.Components.Pages.Bridges.Wizard;
using EventBrokerManager.Tests.Bridges;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace EventBrokerManager.Tests.Components.Bridges;

public sealed class WizardPageTests : BridgePages
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public void Next_NothingEntered_SaysWhatIsMissingAtTheField()
    {
        var page = Open();
        Next(page);

        Next(page);

        page.WaitForAssertion(() => Assert.Equal("true", page.Find("#field-name").GetAttribute("aria-invalid")), Patience);
        Assert.Contains("The name is missing", page.Markup, StringComparison.Ordinal);
        Assert.Equal("Details", page.Find("[aria-current=step]").TextContent.Trim(['1', '2', '3', ' ', '\n']));
    }

    [Fact]
    public void Url_OfAnotherRegion_SaidWhileTyping()
    {
        var page = AtEvents();

        Enter(page, "OrderShipped from SQS", "https://sqs.eu-west-1.amazonaws.com/123456789012/stock");

        page.WaitForAssertion(
            () => Assert.Contains("This queue is in eu-west-1, the bridge in eu-central-1.", Says(page, "OrderShipped from SQS"), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public void Url_Arn_TurnedIntoItsUrlAndSaid()
    {
        var page = AtEvents();

        Enter(page, "OrderShipped to SQS", "arn:aws:sqs:eu-central-1:123456789012:orders");
        Field(page, "OrderShipped to SQS").Change("arn:aws:sqs:eu-central-1:123456789012:orders");

        page.WaitForAssertion(() =>
        {
            Assert.Equal(BridgeWorld.Queue("orders"), Field(page, "OrderShipped to SQS").GetAttribute("value"));
            Assert.Contains("The ARN was turned into", Says(page, "OrderShipped to SQS"), StringComparison.Ordinal);
        }, Patience);
    }

    [Fact]
    public async Task Url_RecentEventsHaveMoreHeadersThanSqsTakes_NotedAtThatField()
    {
        var broker = (FakeBroker)Services.GetRequiredService<IBroker>();
        var topic = Names.Topic(World.Shipped.Id, World.Space.Id);
        broker.AddTopic(topic);
        var headers = Enumerable.Range(0, 6).Select(i => new Header($"ce_ext{i}", "1"u8.ToArray()));
        await broker.PublishAsync(topic, new EventRecord(null, "{}"u8.ToArray(),
            [
                new("ce_specversion", "1.0"u8.ToArray()), new("ce_id", "1"u8.ToArray()), new("ce_source", "/s"u8.ToArray()),
                new("ce_type", "OrderShipped"u8.ToArray()), .. headers,
            ]), CancellationToken.None);
        var page = AtEvents();

        Enter(page, "OrderShipped to SQS", BridgeWorld.Queue("orders"));
        Enter(page, "OrderShipped from SQS", BridgeWorld.Queue("others"));

        page.WaitForAssertion(() => Assert.Contains(
            "Recent events carry 11 headers, SQS takes 10", Says(page, "OrderShipped to SQS"), StringComparison.Ordinal), Patience);
        Assert.DoesNotContain("Recent events", Says(page, "OrderShipped from SQS"), StringComparison.Ordinal);
        page.FindAll("button").Single(b => b.TextContent == "Why?").Click();
        Assert.Contains("as one JSON", Says(page, "OrderShipped to SQS"), StringComparison.Ordinal);
    }

    [Fact]
    public void Next_EventWithoutDirection_StaysAndSaysSo()
    {
        var page = AtEvents();

        Next(page);

        page.WaitForAssertion(() => Assert.Contains("OrderShipped has no direction", page.Markup, StringComparison.Ordinal), Patience);
        Assert.NotEmpty(page.FindAll("#field-events"));
    }

    [Fact]
    public async Task Start_AllConfirmed_SavedStartedAndTheDraftIsGone()
    {
        var page = AtPolicy();
        Assert.Contains("__sender_statement", page.Markup, StringComparison.Ordinal);
        Assert.Contains("arn:aws:iam::123456789012:role/bridge", page.Markup, StringComparison.Ordinal);
        page.Find("#field-confirmed").Change(true);

        Click(page, "Start");

        var address = Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.EndsWith("?started=true", address.Uri, StringComparison.Ordinal), Patience);
        var bridge = Assert.Single(await World.Service.ListAsync(BridgeWorld.Vic, CancellationToken.None));
        Assert.Equal(("orders-out", DesiredState.Started), (bridge.Name, bridge.Desired));
        Assert.Contains(bridge.Id.Hex(), address.Uri, StringComparison.Ordinal);
        Assert.Null(await Services.GetRequiredService<DraftStore>().GetAsync("id-of-Tess Cole", CancellationToken.None));
    }

    [Fact]
    public async Task Start_NotConfirmed_AsksForIt()
    {
        var page = AtPolicy();

        Click(page, "Start");

        page.WaitForAssertion(() => Assert.Equal("true", page.Find("#field-confirmed").GetAttribute("aria-invalid")), Patience);
        Assert.Empty(await World.Service.ListAsync(BridgeWorld.Vic, CancellationToken.None));
    }

    [Fact]
    public async Task Start_NameTakenMeanwhile_BackToTheNameWithTheReason()
    {
        var page = AtPolicy();
        page.Find("#field-confirmed").Change(true);
        await World.Create("ORDERS-OUT", BridgeWorld.To("OrderShipped", "another"));

        Click(page, "Start");

        page.WaitForAssertion(() => Assert.Equal("true", page.Find("#field-name").GetAttribute("aria-invalid")), Patience);
        Assert.Contains("There is a bridge named 'orders-out' already", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Back_FromEvents_LosesNothing()
    {
        var page = AtEvents();
        Enter(page, "OrderShipped to SQS", BridgeWorld.Queue("orders"));

        Click(page, "Back");
        page.WaitForAssertion(() => Assert.Equal("orders-out", page.Find("#field-name").GetAttribute("value")), Patience);
        Next(page);

        page.WaitForAssertion(() => Assert.Equal(BridgeWorld.Queue("orders"), Field(page, "OrderShipped to SQS").GetAttribute("value")), Patience);
    }

    [Fact]
    public async Task Reload_DraftBegun_GoesOnWhereItWas()
    {
        var page = AtEvents();
        Enter(page, "OrderShipped to SQS", BridgeWorld.Queue("orders"));
        await page.Instance.DisposeAsync();

        var again = Render<WizardPage>();

        again.WaitForAssertion(() => Assert.Equal(BridgeWorld.Queue("orders"), Field(again, "OrderShipped to SQS").GetAttribute("value")), Patience);
    }

    [Fact]
    public async Task Copy_OfABridge_HasItsEventsWithoutItsQueues()
    {
        var bridge = await World.Create("first", BridgeWorld.To("OrderShipped", "q"));
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/bridges/new?copy={bridge.Id.Hex()}");

        var page = Render<WizardPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#field-name")), Patience);
        page.Find("#field-name").Input("second");
        Next(page);

        page.WaitForAssertion(() => Assert.Equal("", Field(page, "OrderShipped to SQS").GetAttribute("value") ?? ""), Patience);
    }

    [Fact]
    public async Task Edit_QueueChanged_SavedAsTheNextRevision()
    {
        var bridge = await World.Create("first", BridgeWorld.To("OrderShipped", "q"));
        var page = Render<WizardPage>(p => p.Add(x => x.Id, bridge.Id.Hex()));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#field-name")), Patience);
        Next(page);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#field-events")), Patience);
        Enter(page, "OrderShipped to SQS", BridgeWorld.Queue("other"));
        Next(page);
        page.WaitForAssertion(() => Assert.False(page.Find("#field-confirmed").HasAttribute("checked")), Patience);
        page.Find("#field-confirmed").Change(true);

        Click(page, "Save the changes");

        page.WaitForAssertion(
            () => Assert.EndsWith($"/bridges/{bridge.Id.Hex()}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal), Patience);
        var changed = await World.Service.GetAsync(BridgeWorld.Vic, bridge.Id, CancellationToken.None);
        Assert.Equal((2, BridgeWorld.Queue("other")), (changed.Revision, changed.Connections[0].Target));
    }

    [Fact]
    public async Task New_AfterAnEditWithoutAChange_BeginsAnew()
    {
        var bridge = await World.Create("first", BridgeWorld.To("OrderShipped", "q"));
        var edit = Render<WizardPage>(p => p.Add(x => x.Id, bridge.Id.Hex()));
        edit.WaitForAssertion(() => Assert.NotEmpty(edit.FindAll("#field-name")), Patience);
        Next(edit);
        edit.WaitForAssertion(() => Assert.NotEmpty(edit.FindAll("#field-events")), Patience);
        await edit.Instance.DisposeAsync();

        var page = Open();

        Assert.Equal("Create a bridge", page.Find("h1").TextContent);
        Assert.DoesNotContain("You have begun", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_AfterAnUnfinishedEdit_AsksBeforeItReplacesIt()
    {
        var bridge = await World.Create("first", BridgeWorld.To("OrderShipped", "q"));
        var edit = Render<WizardPage>(p => p.Add(x => x.Id, bridge.Id.Hex()));
        edit.WaitForAssertion(() => Assert.NotEmpty(edit.FindAll("#field-name")), Patience);
        edit.Find("#field-name").Input("renamed");
        await edit.Instance.DisposeAsync();

        var page = Render<WizardPage>();
        page.WaitForAssertion(() => Assert.Contains("You have begun “renamed”", page.Markup, StringComparison.Ordinal), Patience);
        Click(page, "Replace the draft");

        page.WaitForAssertion(() => Assert.Equal("Create a bridge", page.Find("h1").TextContent), Patience);
        Assert.NotEmpty(page.FindAll("#field-service"));
    }

    [Fact]
    public void Open_View_NotAllowed()
    {
        SignIn("Vic", Role.View);

        var page = Render<WizardPage>();

        page.WaitForAssertion(() => Assert.Contains("Your role does not allow this page", page.Markup, StringComparison.Ordinal), Patience);
    }

    private IRenderedComponent<WizardPage> Open()
    {
        var page = Render<WizardPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#field-service")), Patience);
        return page;
    }

    private IRenderedComponent<WizardPage> AtEvents()
    {
        var page = Open();
        Next(page);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#field-space")), Patience);
        page.Find("#field-space").Change(World.Space.Id.Hex());
        page.Find("#field-name").Input("orders-out");
        Next(page);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#field-events")), Patience);
        Click(page, "Add business events");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[aria-label='OrderShipped of Orders']")), Patience);
        page.Find("[aria-label='OrderShipped of Orders']").Change(true);
        Click(page, "Add 1 event");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[aria-label='OrderShipped to SQS']")), Patience);
        return page;
    }

    private IRenderedComponent<WizardPage> AtPolicy()
    {
        var page = AtEvents();
        Enter(page, "OrderShipped to SQS", BridgeWorld.Queue("orders"));
        Next(page);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#field-confirmed")), Patience);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("pre")), Patience);
        return page;
    }

    private static void Next(IRenderedComponent<WizardPage> page) =>
        page.FindAll("button").Single(b => b.TextContent.StartsWith("Next", StringComparison.Ordinal)).Click();

    private static void Click(IRenderedComponent<WizardPage> page, string text) =>
        page.FindAll("button").Single(b => b.TextContent.Trim() == text).Click();

    private static IElement Field(IRenderedComponent<WizardPage> page, string label) => page.Find($"[aria-label='{label}']");

    private static void Enter(IRenderedComponent<WizardPage> page, string label, string text) => Field(page, label).Input(text);

    private static string Says(IRenderedComponent<WizardPage> page, string label) =>
        page.Find($"#{Field(page, label).Id}-says").TextContent;
}
