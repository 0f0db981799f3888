using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Api;

public sealed class LandscapeEndpointsTests : IAsyncLifetime
{
    private readonly ApiHost _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task PostSpace_New_CreatedWithLocation()
    {
        var response = await _api.PostAsync("/spaces", new { name = "Production" });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var space = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Matches("^[0-9a-f]{32}$", space.GetProperty("id").GetString());
        var located = await _api.Client.GetFromJsonAsync<JsonElement>(response.Headers.Location);
        Assert.Equal("Production", located.GetProperty("name").GetString());
        Assert.Equal(located.GetRawText(), (await _api.GetAsync("/spaces/PRODUCTION")).GetRawText());
    }

    [Fact]
    public async Task PostSpace_Taken_ConflictAtName()
    {
        await _api.PostAsync("/spaces", new { name = "Production" });

        var problem = await ApiHost.ProblemAsync(await _api.PostAsync("/spaces", new { name = "production" }), 409);

        Assert.Equal(["name"], ApiHost.Fields(problem));
    }

    [Fact]
    public async Task PostSpace_UnknownMember_Ignored()
    {
        Assert.Equal(HttpStatusCode.Created, (await _api.PostAsync("/spaces", new { name = "Test", colour = "blue" })).StatusCode);
    }

    [Fact]
    public async Task PostService_Whole_ReadBack()
    {
        var body = new
        {
            name = "Orders",
            version = "1.4",
            events = new[] { new { name = "OrderPlaced", attributes = new[] { new { name = "orderNumber", type = "String" } } } },
        };

        var response = await _api.PostAsync("/services", body);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var service = (await _api.GetAsync("/services")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal(("Orders", "1.4"), (service.GetProperty("name").GetString(), service.GetProperty("version").GetString()));
        var @event = service.GetProperty("events").EnumerateArray().Single();
        Assert.Equal("OrderPlaced", @event.GetProperty("name").GetString());
        Assert.Equal("""[{"name":"orderNumber","type":"String"}]""", @event.GetProperty("attributes").GetRawText());
    }

    [Fact]
    public async Task PostService_Mistakes_EachAtItsField()
    {
        const string body = """{"name":"Orders","events":[null,{"name":"A","attributes":[null,{"name":"x"}]}]}""";

        var problem = await ApiHost.ProblemAsync(await _api.SendRawAsync("/services", body), 400);

        Assert.Equal(
            ["version", "events[0].name", "events[1].attributes[0].name", "events[1].attributes[0].type", "events[1].attributes[1].type"],
            ApiHost.Fields(problem));
    }

    [Theory]
    [InlineData("Orders/OrderPlaced")]
    [InlineData("OrderPlaced")]
    public async Task PostChannel_EventByName_TopicMade(string name)
    {
        await AddAsync();

        var response = await _api.PostAsync("/channels", new { @event = name, space = "test" });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var channel = await response.Content.ReadFromJsonAsync<JsonElement>();
        var topic = channel.GetProperty("topic").GetString()!;
        Assert.StartsWith($"businessevents.{channel.GetProperty("id").GetString()}.", topic);
        Assert.Equal([topic], _api.Broker.Topics);
        var located = await _api.Client.GetFromJsonAsync<JsonElement>(response.Headers.Location);
        Assert.Equal("Orders/OrderPlaced", located.GetProperty("items")[0].GetProperty("event").GetString());
        Assert.Equal(0, located.GetProperty("items")[0].GetProperty("retained").GetInt64());
    }

    [Fact]
    public async Task PostChannel_Twice_SameChannel()
    {
        await AddAsync();

        var first = await (await _api.PostAsync("/channels", new { @event = "OrderPlaced", space = "Test" })).Content.ReadAsStringAsync();
        var second = await (await _api.PostAsync("/channels", new { @event = "OrderPlaced", space = "Test" })).Content.ReadAsStringAsync();

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task PostChannel_KafkaAway_503()
    {
        await AddAsync();
        _api.Broker.Away = true;

        var problem = await ApiHost.ProblemAsync(await _api.PostAsync("/channels", new { @event = "OrderPlaced", space = "Test" }), 503);

        Assert.Contains("does not answer", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task PostChannel_NothingNamed_BothFields()
    {
        var problem = await ApiHost.ProblemAsync(await _api.PostAsync("/channels", new { }), 400);

        Assert.Equal(["event", "space"], ApiHost.Fields(problem));
    }

    [Fact]
    public async Task GetAudit_Changes_NewestFirstInParts()
    {
        foreach (var name in new[] { "A", "B", "C" })
            await _api.PostAsync("/spaces", new { name });

        var first = await _api.GetAsync("/audit?search=space.create&limit=2");
        var second = await _api.GetAsync($"/audit?search=space.create&limit=2&after={first.GetProperty("next").GetString()}");

        Assert.Equal(["C", "B"], Subjects(first));
        Assert.Equal(["A"], Subjects(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal("Robot", first.GetProperty("items")[0].GetProperty("who").GetString());
        Assert.Equal("""{"name":"C"}""", first.GetProperty("items")[0].GetProperty("after").GetRawText());
        Assert.Equal(TimeSpan.Zero, first.GetProperty("items")[0].GetProperty("at").GetDateTimeOffset().Offset);
    }

    [Fact]
    public async Task Post_View_403()
    {
        using var viewer = _api.Sender(Role.View);

        var problem = await ApiHost.ProblemAsync(await viewer.PostAsJsonAsync("/api/v1/spaces", new { name = "Test" }), 403);

        Assert.Contains("Technical Contact", problem.GetProperty("detail").GetString());
    }

    private async Task AddAsync()
    {
        await _api.PostAsync("/spaces", new { name = "Test" });
        await _api.PostAsync("/services", new { name = "Orders", version = "1", events = new[] { new { name = "OrderPlaced" } } });
    }

    private static IEnumerable<string?> Subjects(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("subject").GetString());
}
