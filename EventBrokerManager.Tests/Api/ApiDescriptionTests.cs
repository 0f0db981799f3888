using System.Net.Http.Json;
using System.Text.Json;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Api;

public sealed class ApiDescriptionTests(ApiHost api) : IClassFixture<ApiHost>, IAsyncLifetime
{
    private JsonElement _document;

    public async Task InitializeAsync()
    {
        using var nobody = api.Sender(null);
        _document = await nobody.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void Document_Paths_AllThere()
    {
        Assert.Equal(
            [
                "/api/v1/access", "/api/v1/access/changes", "/api/v1/access/preview", "/api/v1/access/rule", "/api/v1/access/undo",
                "/api/v1/apps", "/api/v1/apps/import", "/api/v1/apps/{id}", "/api/v1/apps/{id}/broker", "/api/v1/apps/{id}/broker/effects",
                "/api/v1/apps/{id}/environments", "/api/v1/apps/{id}/restore", "/api/v1/apps/{id}/retire",
                "/api/v1/audit", "/api/v1/bridges", "/api/v1/bridges/{id}", "/api/v1/bridges/{id}/dead-letters",
                "/api/v1/bridges/{id}/dead-letters/discard", "/api/v1/bridges/{id}/dead-letters/groups", "/api/v1/bridges/{id}/dead-letters/redrive",
                "/api/v1/bridges/{id}/dead-letters/{letter}", "/api/v1/bridges/{id}/start",
                "/api/v1/bridges/{id}/stop", "/api/v1/channels",
                "/api/v1/environments/{id}", "/api/v1/environments/{id}/broker", "/api/v1/environments/{id}/broker/effects",
                "/api/v1/environments/{id}/credentials", "/api/v1/environments/{id}/restore", "/api/v1/environments/{id}/retire",
                "/api/v1/environments/{id}/space", "/api/v1/environments/{id}/space/effects", "/api/v1/environments/{id}/space/undo",
                "/api/v1/licence", "/api/v1/services", "/api/v1/services/{id}", "/api/v1/spaces", "/api/v1/spaces/{id}",
                "/client-configs/{environment}",
            ],
            _document.GetProperty("paths").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Document_Operations_HaveSummaryTagAndAnswers()
    {
        foreach (var operation in _document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()))
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            Assert.Single(operation.Value.GetProperty("tags").EnumerateArray());
            Assert.Contains(operation.Value.GetProperty("responses").EnumerateObject(), r => r.Name.StartsWith('2'));
            Assert.True(operation.Value.GetProperty("responses").TryGetProperty("401", out _));
        }
    }

    [Fact]
    public void Document_Lists_ParametersAsInDocs()
    {
        var parameters = _document.GetProperty("paths").GetProperty("/api/v1/spaces").GetProperty("get").GetProperty("parameters");

        Assert.Equal(["search", "limit", "after"], parameters.EnumerateArray().Select(p => p.GetProperty("name").GetString()));
    }

    [Fact]
    public void Document_Words_Enumerated()
    {
        var schema = _document.GetProperty("components").GetProperty("schemas").GetProperty("ConnectionBody").GetProperty("properties");

        Assert.Equal(
            ["kafkaToTarget", "targetToKafka"],
            schema.GetProperty("direction").GetProperty("enum").EnumerateArray().Select(w => w.GetString()));
    }

    [Fact]
    public void Document_States_AsPeopleKnowThem()
    {
        var state = _document.GetProperty("components").GetProperty("schemas").GetProperty("BridgeState").GetProperty("enum");

        Assert.Equal(Enum.GetNames<BridgeState>(), state.EnumerateArray().Select(w => w.GetString()));
    }

    [Fact]
    public void Document_BridgeBody_OptionalMembersNotRequired()
    {
        var body = _document.GetProperty("components").GetProperty("schemas").GetProperty("BridgeBody").GetProperty("required");

        Assert.Equal(["name", "service", "space", "region", "connections"], body.EnumerateArray().Select(w => w.GetString()));
    }

    [Fact]
    public void Document_Problems_HaveErrorsByField()
    {
        var problem = _document.GetProperty("components").GetProperty("schemas").GetProperty("ProblemDetails").GetProperty("properties");

        Assert.Equal("array", problem.GetProperty("errors").GetProperty("additionalProperties").GetProperty("type").GetString());
    }

    [Fact]
    public void Document_Security_BearerEverywhere()
    {
        var scheme = _document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer");

        Assert.Equal(("http", "bearer"), (scheme.GetProperty("type").GetString(), scheme.GetProperty("scheme").GetString()));
        Assert.True(_document.GetProperty("security")[0].TryGetProperty("bearer", out _));
    }
}
