using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Api;

public sealed class BridgeEndpointsTests : IAsyncLifetime
{
    private const string Url = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";

    private static readonly object Body = new
    {
        name = "Orders out",
        service = "sqs",
        space = "Production",
        region = "eu-central-1",
        from = "earliest",
        connections = new object[]
        {
            new { @event = "OrderPlaced", direction = "kafkaToTarget", target = Url, format = "structured" },
            new { @event = "OrderShipped", direction = "TargetToKafka", target = Url + "2" },
        },
    };

    private readonly ApiHost _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Post_Whole_CreatedAndAnsweredWhole()
    {
        var response = await _api.PostAsync("/bridges", Body);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(
            [new("OrderPlaced", Direction.KafkaToTarget, Url, EventFormat.Structured), new("OrderShipped", Direction.TargetToKafka, Url + "2")],
            _api.Bridges.LastRequest!.Connections);
        Assert.Equal(StartFrom.Earliest, _api.Bridges.LastRequest.From);
        var bridge = await _api.Client.GetFromJsonAsync<JsonElement>(response.Headers.Location);
        Assert.Equal(
            ["Orders out", "sqs", "Production", "eu-central-1", "earliest", "Stopped", "Nobody started it yet.", "Stopped"],
            Texts(bridge, "name", "service", "space", "region", "from", "state", "reason", "desired"));
        var connection = bridge.GetProperty("connections")[0];
        Assert.Equal(
            ["Orders/OrderPlaced", "kafkaToTarget", Url, "structured", "Stopped", "Stopped."],
            Texts(connection, "event", "direction", "target", "format", "state", "reason"));
        Assert.Equal((41, 2, 7), (Number(connection, "delivered"), Number(connection, "deadLetters"), Number(connection, "lag")));
    }

    [Fact]
    public async Task Get_ConnectionWithoutMoment_BridgesStateAndNoLag()
    {
        await _api.PostAsync("/bridges", Body);

        var connection = (await _api.GetAsync("/bridges/orders%20out")).GetProperty("connections")[1];

        Assert.Equal(["Stopped", "Nobody started it yet."], Texts(connection, "state", "reason"));
        Assert.Equal(JsonValueKind.Null, connection.GetProperty("lag").ValueKind);
    }

    [Fact]
    public async Task StartAndStop_ByName_StateAnswered()
    {
        await _api.PostAsync("/bridges", Body);

        var started = await (await _api.PostAsync("/bridges/Orders%20out/start", null)).Content.ReadFromJsonAsync<JsonElement>();
        var stopped = await (await _api.Client.PostAsync("/api/v1/bridges/Orders%20out/stop", null)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(["Running", "Started"], Texts(started, "state", "desired"));
        Assert.Equal(["Stopped", "Stopped"], Texts(stopped, "state", "desired"));
    }

    [Fact]
    public async Task Put_WithRevision_HandedOn()
    {
        var id = await CreateAsync();

        var response = await _api.Client.PutAsJsonAsync(
            $"/api/v1/bridges/{id}", new { name = "Renamed", service = "sqs", space = "Test", region = "eu-west-1", revision = 1 });

        var bridge = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["Renamed", "new"], Texts(bridge, "name", "from"));
        Assert.Equal(1, _api.Bridges.LastRevision);
    }

    [Fact]
    public async Task Delete_Known_GoneAfterwards()
    {
        var id = await CreateAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await _api.Client.DeleteAsync($"/api/v1/bridges/{id}")).StatusCode);

        await ApiHost.ProblemAsync(await _api.Client.GetAsync($"/api/v1/bridges/{id}"), 404);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/start")]
    [InlineData("POST", "/stop")]
    [InlineData("GET", "/dead-letters")]
    public async Task Any_UnknownBridge_404WithItsName(string method, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/bridges/nothing{path}");

        var problem = await ApiHost.ProblemAsync(await _api.Client.SendAsync(request), 404);

        Assert.Contains("'nothing'", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Post_UnknownWords_EachAtItsField()
    {
        var problem = await ApiHost.ProblemAsync(
            await _api.SendRawAsync("/bridges", """{"from":"old","connections":[{"direction":"up","format":"xml"},{},null]}"""), 400);

        Assert.Equal(
            ["from", "connections[0].direction", "connections[0].format", "connections[1].direction", "connections[2].direction"],
            ApiHost.Fields(problem));
        Assert.Contains("kafkaToTarget or targetToKafka", problem.GetProperty("errors").GetProperty("connections[1].direction")[0].GetString());
    }

    [Fact]
    public async Task Post_NoConnections_LeftToTheRules()
    {
        await _api.SendRawAsync("/bridges", """{"name":"B","service":"sqs","space":"Test","region":"eu-central-1"}""");

        Assert.Empty(_api.Bridges.LastRequest!.Connections);
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static IEnumerable<string?> Texts(JsonElement element, params string[] names) => names.Select(n => element.GetProperty(n).GetString());

    private async Task<string?> CreateAsync() =>
        (await (await _api.PostAsync("/bridges", Body)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
}
