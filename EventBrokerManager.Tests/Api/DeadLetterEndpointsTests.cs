using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Api;

public sealed class DeadLetterEndpointsTests(ApiHost api) : IClassFixture<ApiHost>, IAsyncLifetime
{
    private string _path = "";

    public async Task InitializeAsync()
    {
        api.Letters.Items.Clear();
        var answer = await api.PostAsync("/bridges", new { name = $"b{Guid.NewGuid():N}", service = "sqs", space = "Test", region = "eu-central-1" });
        _path = $"/bridges/{(await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()}/dead-letters";
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task List_Parts_NewestFirst()
    {
        for (var i = 1; i <= 5; i++)
            api.Letters.Items.Add(Letter(i));

        var first = await api.GetAsync($"{_path}?limit=3");
        var second = await api.GetAsync($"{_path}?limit=3&after={first.GetProperty("next").GetString()}");

        Assert.Equal([5, 4, 3], Ids(first));
        Assert.Equal([2, 1], Ids(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task List_Filters_HandedOn()
    {
        var connection = Guid.NewGuid();

        await api.GetAsync($"{_path}?connection={connection:N}&reasonCode=too-large&eventType=OrderPlaced&from=2026-05-04T08:00:00Z&to=2026-05-05&search=x");

        Assert.Equal(
            new DeadLetterFilter(
                connection, "too-large", "OrderPlaced", new DateTimeOffset(2026, 5, 4, 8, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 5, 5, 0, 0, 0, TimeSpan.Zero), "x"),
            api.Letters.LastFilter);
    }

    [Fact]
    public async Task List_FilterNotReadable_NamesEachField()
    {
        var problem = await ApiHost.ProblemAsync(await api.Client.GetAsync($"/api/v1{_path}?connection=orders&from=yesterday"), 400);

        Assert.Equal(["connection", "from"], ApiHost.Fields(problem).Order());
    }

    [Fact]
    public async Task Groups_Get_TitleAndWhoseMove()
    {
        var group = (await api.GetAsync($"{_path}/groups")).GetProperty("items")[0];

        Assert.Equal("Too large for the queue", group.GetProperty("title").GetString());
        Assert.Equal("The publishing app, or the queue's owner", group.GetProperty("move").GetString());
        Assert.Equal((3, 1), (group.GetProperty("count").GetInt32(), group.GetProperty("heldBack").GetInt32()));
    }

    [Fact]
    public async Task Letter_Get_WholeEventAsTextOrBase64()
    {
        api.Letters.Items.Add(Letter(7));

        var letter = await api.GetAsync($"{_path}/7");

        Assert.Equal("too-large", letter.GetProperty("letter").GetProperty("reasonCode").GetString());
        Assert.Equal("7", letter.GetProperty("headers")[0].GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Null, letter.GetProperty("headers")[1].GetProperty("text").ValueKind);
        Assert.Equal("wyg=", letter.GetProperty("data").GetProperty("base64").GetString());
        Assert.Equal(JsonValueKind.Null, letter.GetProperty("data").GetProperty("text").ValueKind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"all":true}""")]
    public async Task Redrive_NothingSaid_AllOfTheBridge(string? body)
    {
        var answer = body is null
            ? await api.Client.PostAsync($"/api/v1{_path}/redrive", null)
            : await api.SendRawAsync($"{_path}/redrive", body);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(DeadLetterSelection.Matching(DeadLetterFilter.All), api.Letters.LastSelection);
        var redrive = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Running", redrive.GetProperty("state").GetString());
        Assert.Equal((10, 4, 1, 5), (Number(redrive, "total"), Number(redrive, "delivered"), Number(redrive, "refusedAgain"), Number(redrive, "left")));
        Assert.Equal(RedriveRules.Order, redrive.GetProperty("order").GetString());
        Assert.Equal("Running", (await api.Client.GetFromJsonAsync<JsonElement>(answer.Headers.Location)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Redrive_IdsAndRate_HandedOn()
    {
        await api.PostAsync($"{_path}/redrive", new { ids = new[] { 3, 1 }, perSecond = 7 });

        Assert.Equal([3, 1], api.Letters.LastSelection!.Ids!);
        Assert.Equal(7, api.Letters.LastPerSecond);
    }

    [Fact]
    public async Task Redrive_DryRun_SaysWhatWouldBe()
    {
        var answer = await api.PostAsync($"{_path}/redrive", new { dryRun = true, reasonCode = "too-large" });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var preview = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((5, 1, 2), (Number(preview, "total"), Number(preview, "heldBack"), Number(preview, "orphaned")));
        Assert.Equal(3, Number(preview.GetProperty("refusedAgain"), "too-large"));
        Assert.Equal("too-large", api.Letters.LastSelection!.Filter.ReasonCode);
    }

    [Theory]
    [InlineData("""{"ids":[1],"reasonCode":"too-large"}""", "ids")]
    [InlineData("""{"all":false}""", "all")]
    [InlineData("""{"reason":"too-large"}""", "reason")]
    [InlineData("""{"ids":["one"]}""", "ids[0]")]
    [InlineData("""{"connection":"orders"}""", "connection")]
    public async Task Redrive_Unclear_RefusedByField(string body, string field) =>
        Assert.Equal([field], ApiHost.Fields(await ApiHost.ProblemAsync(await api.SendRawAsync($"{_path}/redrive", body), 400)));

    [Fact]
    public async Task Redrive_NeverAny_NotFoundUntilOneIsMadeThenCancelled()
    {
        api.Letters.Redrive = null;
        await ApiHost.ProblemAsync(await api.Client.GetAsync($"/api/v1{_path}/redrive"), 404);

        var cancelled = await api.Client.DeleteFromJsonAsync<JsonElement>($"/api/v1{_path}/redrive");

        Assert.Equal("Cancelled", cancelled.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Discard_WithReason_SaysHowMany()
    {
        var answer = await api.PostAsync($"{_path}/discard", new { ids = new[] { 1, 2 }, reason = "Not needed." });

        Assert.Equal(4, Number(await answer.Content.ReadFromJsonAsync<JsonElement>(), "discarded"));
        Assert.Equal([1, 2], api.Letters.LastSelection!.Ids!);
    }

    [Theory]
    [InlineData("""{"reason":"Not needed."}""", "all")]
    [InlineData("""{"all":true}""", "reason")]
    public async Task Discard_Unclear_RefusedByField(string body, string field) =>
        Assert.Equal([field], ApiHost.Fields(await ApiHost.ProblemAsync(await api.SendRawAsync($"{_path}/discard", body), 400)));

    [Fact]
    public async Task Acts_View_Forbidden()
    {
        using var viewer = api.Sender(Role.View);

        await ApiHost.ProblemAsync(await viewer.PostAsync($"/api/v1{_path}/redrive", null), 403);
        await ApiHost.ProblemAsync(await viewer.PostAsJsonAsync($"/api/v1{_path}/redrive", new { dryRun = true }), 403);
        await ApiHost.ProblemAsync(await viewer.DeleteAsync($"/api/v1{_path}/redrive"), 403);
        await ApiHost.ProblemAsync(await viewer.PostAsJsonAsync($"/api/v1{_path}/discard", new { all = true, reason = "Not needed." }), 403);
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync($"/api/v1{_path}")).StatusCode);
    }

    private static DeadLetterSummary Letter(long id) => new(
        id, Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.UnixEpoch, "too-large", "Because.", "topic/0/1", null, null, 10, 0, null);

    private static IEnumerable<int> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(i => Number(i, "id"));

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
