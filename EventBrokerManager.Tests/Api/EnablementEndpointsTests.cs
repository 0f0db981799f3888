using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Api;

public sealed class EnablementEndpointsTests : IAsyncLifetime
{
    private readonly ApiHost _api = new();
    private HttpClient _admin = null!;

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _admin = _api.Sender(Role.Admin);
    }

    public Task DisposeAsync()
    {
        _admin.Dispose();
        return _api.DisposeAsync();
    }

    [Fact]
    public async Task Licence_PutTwice_RegionStays()
    {
        Assert.False((await _api.GetAsync("/licence")).GetProperty("valid").GetBoolean());

        var set = await Json(await _admin.PutAsJsonAsync("/api/v1/licence", new { region = "eu-central-1", expires = "2099-12-31" }), 200);
        await ApiHost.ProblemAsync(await _admin.PutAsJsonAsync("/api/v1/licence", new { region = "us-east-1", expires = "2099-12-31" }), 409);
        await ApiHost.ProblemAsync(await _api.Client.PutAsJsonAsync("/api/v1/licence", new { region = "eu-central-1" }), 403);
        await ApiHost.ProblemAsync(await _admin.PutAsJsonAsync("/api/v1/licence", new { region = "eu-central-1", expires = "soon" }), 400);

        Assert.Equal(("eu-central-1", new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            (set.GetProperty("region").GetString(), set.GetProperty("expires").GetDateTimeOffset()));
        Assert.Equal(set.GetRawText(), (await _api.GetAsync("/licence")).GetRawText());
    }

    [Theory]
    [InlineData("Webshop/Test")]
    [InlineData("webshop%2Ftest")]
    [InlineData(null)]
    public async Task WholeWay_EnvironmentByNameOrId_UntilConfigurationFetched(string? named)
    {
        var app = await Json(await _api.PostAsync("/apps", new { name = "Webshop", kind = "Licensed" }), 201);
        var environment = await Json(await _api.PostAsync("/apps/Webshop/environments", new { name = "Test" }), 201);
        Assert.Equal(("Test", "Disabled"), (environment.GetProperty("space").GetString(), environment.GetProperty("state").GetString()));
        var path = $"/api/v1/environments/{named ?? environment.GetProperty("id").GetString()}";

        var missing = await Blocked();
        Assert.Contains("no licence", missing);
        Assert.Contains("off for the app", missing);
        Assert.Contains("off for the environment", missing);
        await Json(await _admin.PutAsJsonAsync("/api/v1/licence", new { region = "eu-central-1" }), 200);
        Assert.DoesNotContain("licence", await Blocked());
        await Json(await _api.Client.PutAsJsonAsync($"/api/v1/apps/{app.GetProperty("id").GetString()}/broker", new { enabled = true }), 200);
        Assert.DoesNotContain("for the app", await Blocked());
        await Json(await _api.Client.PutAsJsonAsync($"{path}/broker", new { enabled = true }), 200);

        var credentials = await Json(await _api.Client.PostAsync($"{path}/credentials", null), 201);
        Assert.Equal(
            ["ServerUrl", "UserName", "Password", "ClientConfigUrl", "ClientConfigAuthToken"],
            credentials.EnumerateObject().Select(p => p.Name));
        var put = await Configure(credentials, Orders);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        var read = await _api.Client.GetFromJsonAsync<JsonElement>(path);
        Assert.Equal("firstEvent", read.GetProperty("timeline").EnumerateArray().Single(s => s.GetProperty("state").GetString() == "next").GetProperty("step").GetString());
        Assert.DoesNotContain(credentials.GetProperty("Password").GetString()!, read.GetRawText());
        Assert.DoesNotContain(credentials.GetProperty("ClientConfigAuthToken").GetString()!, (await _api.GetAsync("/audit")).GetRawText());

        async Task<string> Blocked() =>
            (await ApiHost.ProblemAsync(await _api.Client.PostAsync($"{path}/credentials", null), 409)).GetProperty("detail").GetString()!;
    }

    [Fact]
    public async Task Free_Credentials_WithoutLicenceAndWithLimits()
    {
        var credentials = await JoinAsync("Toy", "Test", "Free");

        Assert.Equal("true", credentials.GetProperty("ApplyLimits").GetString());
        var answer = await Json(await Configure(credentials, Orders), 200);
        Assert.Matches(@"^businessevents\.free\.[0-9a-f]{32}$", answer.GetProperty("publish").GetProperty("events")[0].GetProperty("topic").GetString());
    }

    [Fact]
    public async Task Configuration_Body_AsTheOriginal()
    {
        await _admin.PutAsJsonAsync("/api/v1/licence", new { region = "eu-central-1" });
        var credentials = await JoinAsync("Webshop", "Test");
        var space = (await _api.GetAsync("/spaces/Test")).GetProperty("id").GetString()!;

        var text = await (await Configure(credentials, Orders)).Content.ReadAsStringAsync();

        const string key = "0f8fad5bd9cb469fa16570867728950e";
        Assert.Equal(
            $$$"""{"version":"1.0.0","allowedOverrides":["EventNameEnvironmentMap"],"publish":{"events":[{"eventName":"OrderPlaced","channel":"{{{key}}}","topic":"businessevents.{{{key}}}.{{{space}}}"}]},"subscribe":{"clientConfig":{"consumerGroupIdPrefix":"{{{Guid.Parse(space):D}}}"},"events":[{"eventName":"OrderPlaced","channel":"{{{key}}}","partialTopic":"businessevents.{{{key}}}"}]}}""",
            text);
        Assert.Equal(text, await (await Configure(credentials, Orders)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Configuration_Refusals_StatusAndReason()
    {
        var credentials = await JoinAsync("Toy", "Test", "Free");
        var (url, token) = (credentials.GetProperty("ClientConfigUrl").GetString()!, credentials.GetProperty("ClientConfigAuthToken").GetString()!);

        foreach (var (to, with) in new[] { (url, "wrong"), (url, null), (url[..^32] + Guid.NewGuid().ToString("N"), token), ("/client-configs/Nobody/Test", token) })
        {
            var refused = await Send(to, with, "{\"dependencies\":\"\"}");
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
            await ApiHost.ProblemAsync(refused, 401);
        }

        Assert.Equal(HttpStatusCode.OK, (await Send("/client-configs/Toy/Test", token, "{\"dependencies\":\"\"}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Send("/client-configs/toy%2Ftest", token, "{\"dependencies\":\"\"}")).StatusCode);
        var malformed = await ApiHost.ProblemAsync(await Send(url, token, JsonSerializer.Serialize(new { dependencies = "{\n \"asyncapi\": }" })), 422);
        Assert.Equal((2, 14), (malformed.GetProperty("line").GetInt32(), malformed.GetProperty("column").GetInt32()));
        await ApiHost.ProblemAsync(await Send(url, token, "{"), 422);
        await ApiHost.ProblemAsync(await Send(url, token, "{\"dependencies\": 1}"), 422);
        await ApiHost.ProblemAsync(await Send(url, token, "{\"dependencies\": \"\\ud800\"}"), 422);
        await ApiHost.ProblemAsync(await Send(url, token, $"{{\"dependencies\":\"{new string('x', 1024 * 1024)}\"}}"), 413);
        await Json(await _api.Client.PutAsJsonAsync("/api/v1/environments/Toy/Test/broker", new { enabled = false }), 200);
        var off = await ApiHost.ProblemAsync(await Send(url, token, "{\"dependencies\":\"\"}"), 403);
        Assert.Contains("off for Toy/Test", off.GetProperty("detail").GetString());
        var calls = (await _api.GetAsync("/environments/Toy/Test")).GetProperty("calls").EnumerateArray().Select(c => c.GetProperty("status").GetInt32());
        Assert.Equal([403, 413, 422, 422, 422, 422, 200, 200], calls);
    }

    [Fact]
    public async Task Access_ListPutPreviewUndo_ByNames()
    {
        await _admin.PutAsJsonAsync("/api/v1/licence", new { region = "eu-central-1" });
        await Configure(await JoinAsync("Webshop", "Test"), Orders);
        await JoinAsync("Billing", "Test");
        var change = new { environment = "Billing/Test", @event = "OrderPlaced", publish = true, subscribe = false };
        await ApiHost.ProblemAsync(await _api.Client.PutAsJsonAsync("/api/v1/access", change), 403);
        await ApiHost.ProblemAsync(await _admin.PutAsJsonAsync("/api/v1/access", new { environment = "Nobody/Test", @event = "Nothing", publish = true }), 400);

        var preview = await Json(await _api.PostAsync("/access/preview", new { changes = new[] { change } }), 200);
        var changed = await Json(await _admin.PutAsJsonAsync("/api/v1/access", change), 200);

        Assert.Contains("may publish OrderPlaced in Test", preview.GetProperty("items")[0].GetProperty("effects")[0].GetString());
        var row = (await _api.GetAsync("/access?environment=Billing/Test")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal(("Orders/OrderPlaced", true, false, "accessButNotImplemented", "Robot"), (
            row.GetProperty("event").GetString(), row.GetProperty("publish").GetBoolean(), row.GetProperty("subscribe").GetBoolean(),
            row.GetProperty("gap").GetString(), row.GetProperty("by").GetString()));
        await Json(await _admin.PostAsJsonAsync("/api/v1/access/undo", new { undo = changed.GetProperty("undo").GetString() }), 200);
        Assert.Empty((await _api.GetAsync("/access?environment=Billing/Test")).GetProperty("items").EnumerateArray());
        Assert.Single((await _api.GetAsync("/access?app=Webshop&limit=1")).GetProperty("items").EnumerateArray());
        Assert.True((await Json(await _admin.PutAsJsonAsync("/api/v1/access/rule", new { publish = true }), 200)).GetProperty("subscribe").GetBoolean());
    }

    [Fact]
    public async Task Space_MoveAndUndo_ByAdmin()
    {
        await JoinAsync("Toy", "Test", "Free");
        await _api.PostAsync("/spaces", new { name = "Lab" });
        await ApiHost.ProblemAsync(await _api.Client.PutAsJsonAsync("/api/v1/environments/Toy/Test/space", new { space = "Lab" }), 403);
        await ApiHost.ProblemAsync(await _admin.PutAsJsonAsync("/api/v1/environments/Toy/Test/space", new { space = "Nowhere" }), 400);

        var moved = await Json(await _admin.PutAsJsonAsync("/api/v1/environments/Toy/Test/space", new { space = "Lab" }), 200);
        var back = await Json(await _admin.PostAsJsonAsync("/api/v1/environments/Toy/Test/space/undo", new { undo = moved.GetProperty("undo").GetString() }), 200);

        Assert.Equal(("Lab", "Test"), (moved.GetProperty("space").GetString(), back.GetProperty("space").GetString()));
        Assert.Equal(JsonValueKind.Array, (await _api.GetAsync("/environments/Toy/Test/space/effects?space=Lab")).GetProperty("effects").ValueKind);
    }

    [Fact]
    public async Task Import_ItemsAndCsv_Same()
    {
        await ApiHost.ProblemAsync(await _api.PostAsync("/apps/import", new { csv = "name\nA" }), 403);

        var first = await Json(await _admin.PostAsJsonAsync("/api/v1/apps/import", new { items = new object?[] { new { name = "Webshop", environments = new[] { "Test" } }, null } }), 200);
        var second = await Json(await _admin.PostAsJsonAsync("/api/v1/apps/import", new { csv = "name,environments\nWebshop,Test\n" }), 200);

        Assert.Equal((1, 1), (first.GetProperty("created").GetInt32(), first.GetProperty("problems").GetArrayLength()));
        Assert.Equal(1, second.GetProperty("unchanged").GetInt32());
    }

    [Fact]
    public async Task Apps_Mistakes_EachAtItsField()
    {
        Assert.Equal(["name", "kind"], ApiHost.Fields(await ApiHost.ProblemAsync(await _api.PostAsync("/apps", new { }), 400)));
        Assert.Equal(["kind"], ApiHost.Fields(await ApiHost.ProblemAsync(await _api.PostAsync("/apps", new { name = "A", kind = "Gratis" }), 400)));
        await ApiHost.ProblemAsync(await _api.Client.PutAsJsonAsync("/api/v1/apps/Nobody/broker", new { enabled = true }), 404);
        await _api.PostAsync("/apps", new { name = "A", kind = "Free" });
        Assert.Equal(["enabled"], ApiHost.Fields(await ApiHost.ProblemAsync(await _api.Client.PutAsJsonAsync("/api/v1/apps/A/broker", new { }), 400)));
        await ApiHost.ProblemAsync(await _api.Client.GetAsync("/api/v1/environments/A/Test"), 404);
        using var viewer = _api.Sender(Role.View);
        await ApiHost.ProblemAsync(await viewer.PutAsJsonAsync("/api/v1/apps/A/broker", new { enabled = true }), 403);
        Assert.Equal("A", (await viewer.GetFromJsonAsync<JsonElement>("/api/v1/apps?search=a")).GetProperty("items")[0].GetProperty("name").GetString());
    }

    private const string Orders = """
        asyncapi: 2.6.0
        info: {title: Orders, version: 1.0.0}
        channels:
          0f8fad5bd9cb469fa16570867728950e:
            subscribe: {message: {name: OrderPlaced}}
            publish: {message: {name: OrderPlaced}}
        """;

    private async Task<JsonElement> JoinAsync(string app, string environment, string kind = "Licensed")
    {
        await _api.PostAsync("/apps", new { name = app, kind });
        await _api.PostAsync($"/apps/{app}/environments", new { name = environment });
        await _api.Client.PutAsJsonAsync($"/api/v1/apps/{app}/broker", new { enabled = true });
        await _api.Client.PutAsJsonAsync($"/api/v1/environments/{app}/{environment}/broker", new { enabled = true });
        return await Json(await _api.Client.PostAsync($"/api/v1/environments/{app}/{environment}/credentials", null), 201);
    }

    private Task<HttpResponseMessage> Configure(JsonElement credentials, string dependencies) => Send(
        credentials.GetProperty("ClientConfigUrl").GetString()!,
        credentials.GetProperty("ClientConfigAuthToken").GetString(),
        JsonSerializer.Serialize(new { dependencies }));

    private async Task<HttpResponseMessage> Send(string url, string? token, string body)
    {
        using var client = _api.Sender(null);
        using var request = new HttpRequestMessage(HttpMethod.Put, url);
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Add("X-Version", "1");
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }
}
