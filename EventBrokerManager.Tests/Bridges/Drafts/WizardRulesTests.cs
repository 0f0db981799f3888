using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Drafts;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Bridges.Drafts;

public sealed class WizardRulesTests
{
    private const string Queue = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";

    [Fact]
    public void Review_NewDraft_MissesSpaceNameRegionEventAndConfirmation()
    {
        var review = Review(new WizardDraft());

        Assert.Equal(["name", "region", "events", "confirmed"], review.Problems.Select(p => p.Field));
        Assert.True(review.IsDone(WizardStep.Service));
        Assert.Empty(review.Missing(WizardStep.Service));
        Assert.Equal(["name", "region"], review.Missing(WizardStep.Details).Select(p => p.Field));
    }

    [Fact]
    public void Review_EventWithoutDirection_AtItsRow()
    {
        var draft = Good();
        draft.Events.Add(Event("OrderShipped"));

        Assert.Contains("has no direction", Review(draft).ProblemOf("events[1]"), StringComparison.Ordinal);
    }

    [Fact]
    public void Review_BadUrlOfTheSecondEvent_AtItsField()
    {
        var draft = Good();
        draft.Events.Add(Event("OrderShipped", from: "https://sqs.eu-west-1.amazonaws.com/123456789012/stock"));

        var review = Review(draft);

        Assert.Contains("eu-west-1", review.ProblemOf("events[1].from"), StringComparison.Ordinal);
        Assert.Equal("eu-west-1", review.Targets["events[1].from"].OtherRegion);
        Assert.False(review.IsDone(WizardStep.Events));
    }

    [Fact]
    public void Review_BothDirectionsOnOneQueue_AtTheSecondField()
    {
        var draft = Good();
        draft.Events[0].From = Queue;

        Assert.Contains("loop", Review(draft).ProblemOf("events[0].from"), StringComparison.Ordinal);
    }

    [Fact]
    public void Review_OtherRegionChosen_UrlsAreJudgedAnew()
    {
        var draft = Good();
        Assert.Null(Review(draft).ProblemOf("events[0].to"));

        draft.Region = "eu-west-1";

        Assert.Contains("the bridge in eu-west-1", Review(draft).ProblemOf("events[0].to"), StringComparison.Ordinal);
    }

    [Fact]
    public void Confirmed_QueueChangesAfterwards_HasToBeConfirmedAnew()
    {
        var draft = Good();
        draft.Confirmed = true;
        Assert.Empty(Review(draft).Problems);

        draft.Events[0].To = Queue + "2";

        Assert.False(draft.Confirmed);
        Assert.Equal("confirmed", Assert.Single(Review(draft).Problems).Field);
    }

    [Fact]
    public void Confirmed_QueueChangesDirection_HasToBeConfirmedAnew()
    {
        var draft = Good();
        draft.Confirmed = true;

        (draft.Events[0].To, draft.Events[0].From) = (null, Queue);

        Assert.False(draft.Confirmed);
    }

    [Fact]
    public void Review_AllWell_GivesTheDefinition()
    {
        var draft = Good();
        draft.Confirmed = true;

        Assert.Equal(Queue, Assert.Single(Review(draft).Definition!.Connections).Queue.Url);
    }

    [Fact]
    public void Json_ThereAndBack_LosesNothing()
    {
        var draft = Good();
        draft.Step = WizardStep.Policy;
        draft.From = StartFrom.Earliest;
        draft.Confirmed = true;

        var back = WizardDraft.FromJson(draft.ToJson())!;

        Assert.Equal(draft.ToJson(), back.ToJson());
        Assert.True(back.Confirmed);
        Assert.Equal((WizardStep.Policy, StartFrom.Earliest, "orders", Queue), (back.Step, back.From, back.Name, back.Events[0].To));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"step\":\"Gone\"}")]
    public void FromJson_NoDraft_IsNull(string json) => Assert.Null(WizardDraft.FromJson(json));

    private static WizardDraft Good() => new()
    {
        Name = "orders",
        Region = "eu-central-1",
        Events = { Event("OrderPlaced", to: Queue) },
    };

    private static DraftEvent Event(string name, string? to = null, string? from = null) =>
        new() { EventId = Guid.NewGuid(), Event = name, Service = "Orders", To = to, From = from };

    private static WizardReview Review(WizardDraft draft)
    {
        var (request, _) = draft.ToRequest();
        var facts = new BridgeFacts(
            new Resolved<KnownSpace>(new KnownSpace(Guid.NewGuid(), "Production"), null),
            [.. request.Connections.Select(c => new Resolved<KnownEvent>(new KnownEvent(Guid.Parse(c.Event!), "E", "Orders"), null))],
            false, new Dictionary<string, QueueUse>(), []);
        return WizardRules.Review(draft, BridgeRules.Check(request, facts));
    }
}
