using System.Net.Http.Json;
using EventBrokerManager.Vocabulary;
using Microsoft.Data.Sqlite;

namespace EventBrokerManager.Tests.Api;

public sealed class ApiErrorsTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("""{"name": """, "not well-formed JSON (line 1")]
    [InlineData("""{'name':'x'}""", "not well-formed JSON")]
    [InlineData("""{"name":"x"} trailing""", "not well-formed JSON")]
    [InlineData("", "no body")]
    [InlineData("null", "no body")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("\"x\"", "must be a JSON object")]
    [InlineData("""{"name":["x"]}""", "name has a value of the wrong kind")]
    [InlineData("""{"name":7}""", "name has a value of the wrong kind")]
    public async Task Post_UnreadableBody_400WithReason(string body, string words)
    {
        var problem = await ApiHost.ProblemAsync(await api.SendRawAsync("/spaces", body), 400);

        Assert.Contains(words, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Post_WrongKindWithin_FieldNamed()
    {
        var problem = await ApiHost.ProblemAsync(await api.SendRawAsync("/bridges", """{"connections":[{},{"target":{}}]}"""), 400);

        Assert.Equal(["connections[1].target"], ApiHost.Fields(problem));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=bogus")]
    public async Task Post_OtherContentType_415(string type)
    {
        await ApiHost.ProblemAsync(await api.SendRawAsync("/spaces", """{"name":"x"}""", type), 415);
    }

    [Fact]
    public async Task Post_TooLarge_413()
    {
        var problem = await ApiHost.ProblemAsync(await api.PostAsync("/spaces", new { name = new string('x', 1024 * 1024) }), 413);

        Assert.Contains("1024 KiB", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Post_JustBelowTheLimit_Read()
    {
        await ApiHost.ProblemAsync(await api.PostAsync("/spaces", new { name = new string('x', 1024 * 1000) }), 400);
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api")]
    [InlineData("/api/v2/spaces")]
    public async Task Get_UnknownPath_404(string path)
    {
        var problem = await ApiHost.ProblemAsync(await api.Client.GetAsync(path), 404);

        Assert.Contains(path, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Patch_KnownPath_405WithWhatItTakes()
    {
        var problem = await ApiHost.ProblemAsync(await api.Client.PatchAsJsonAsync("/api/v1/spaces", new { }), 405);

        Assert.Contains("GET", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Get_NoToken_401()
    {
        using var nobody = api.Sender(null);

        await ApiHost.ProblemAsync(await nobody.GetAsync("/api/v1/spaces"), 401);
    }

    [Fact]
    public async Task Get_Blocked_403()
    {
        using var blocked = api.Sender(Role.Blocked);

        await ApiHost.ProblemAsync(await blocked.GetAsync("/api/v1/spaces"), 403);
    }

    public static TheoryData<Exception, int> Failures => new()
    {
        { RefusedException.Invalid("name", "Too long."), 400 },
        { RefusedException.Conflict("Taken."), 409 },
        { new RefusedException(RefusalKind.Unavailable, "Kafka does not answer."), 503 },
        { new SqliteException("disk I/O error", 10), 503 },
        { new InvalidOperationException("secret detail EventBrokerManager.Bug"), 500 },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Post_ServiceFails_ProblemWithoutInnards(Exception failure, int status)
    {
        api.Bridges.Failure = failure;

        var problem = await ApiHost.ProblemAsync(await api.SendRawAsync("/bridges", "{}"), status);

        Assert.Equal(failure is RefusedException, problem.GetProperty("detail").GetString() == failure.Message);
    }
}
