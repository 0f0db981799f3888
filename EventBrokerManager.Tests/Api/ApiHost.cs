using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventBrokerManager.Access;
using EventBrokerManager.Api;
using EventBrokerManager.Audit;
using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Broker;
using EventBrokerManager.ClientConfigs;
using EventBrokerManager.Landscape;
using EventBrokerManager.Landscape.Demo;
using EventBrokerManager.Persistence;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventBrokerManager.Tests.Api;

/// <summary>The API on a real web server, over a real database file, a fake Kafka and fake bridges. A token is a role's name.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private WebApplication? _app;

    public FakeBroker Broker { get; } = new();

    public FakeBrokerSecurity Security { get; } = new();

    internal FakeBridges Bridges { get; } = new();

    internal FakeDeadLetters Letters { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services
            .AddSingleton<IDbContextFactory<LandscapeDb>>(_database)
            .AddSingleton<IBroker>(Broker)
            .AddSingleton<IBrokerSecurity>(Security)
            .AddSingleton<IBridgeService>(Bridges)
            .AddSingleton<IDeadLetters>(Letters)
            .AddAudit()
            .AddLandscape()
            .AddAccess()
            .AddClientConfigs()
            .AddSingleton(new DemoSwitch(false))
            .AddApi();
        builder.Services.AddAuthentication("Test").AddScheme<AuthenticationSchemeOptions, RoleIsToken>("Test", null);
        builder.Services.AddAuthorization();
        _app = builder.Build();
        _app.UseApi();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapApi();
        await _app.StartAsync();
        Client = Sender(Role.TechnicalContact);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        _database.Dispose();
    }

    /// <param name="role">Null sends no token.</param>
    public HttpClient Sender(Role? role)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.Single()) };
        if (role is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", role.ToString());
        return client;
    }

    public Task<HttpResponseMessage> PostAsync(string path, object? body) => Client.PostAsJsonAsync($"/api/v1{path}", body);

    public Task<HttpResponseMessage> SendRawAsync(string path, string body, string type = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return Client.PostAsync($"/api/v1{path}", content);
    }

    public async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>($"/api/v1{path}");

    /// <summary>Reads problem details, and sees to it that they are what they must be.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", text);
        Assert.DoesNotContain("EventBrokerManager.", text);
        var problem = JsonElement.Parse(text);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        return problem;
    }

    /// <summary>The fields that a problem names.</summary>
    public static IEnumerable<string> Fields(JsonElement problem) => problem.GetProperty("errors").EnumerateObject().Select(e => e.Name);

    private sealed class RoleIsToken(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers.Authorization.ToString();
            if (!header.StartsWith("Bearer ", StringComparison.Ordinal))
                return Task.FromResult(AuthenticateResult.NoResult());

            var claims = new[] { new Claim(ClaimTypes.Name, "Robot"), new Claim(ClaimTypes.Role, header["Bearer ".Length..]) };
            var ticket = new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, "Test")), "Test");
            return Task.FromResult(AuthenticateResult.Success(ticket));
        }
    }
}
