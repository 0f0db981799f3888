using System.Net;
using EventBrokerManager.Identity;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.DependencyInjection;

namespace EventBrokerManager.Tests.Identity;

public sealed class SignInTests : IAsyncLifetime
{
    private RunningProduct _product = null!;
    private Browser _browser = null!;

    public async Task InitializeAsync()
    {
        _product = await RunningProduct.StartAsync();
        _browser = _product.Open();
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task Login_Development_HasOneButtonForEachDemoPerson()
    {
        var page = await _browser.TextAsync("/login");
        foreach (var name in new[] { "Tess", "Ada", "Vic" })
            Assert.Contains($">{name}</button>", page);
        Assert.Contains("Technical Contact", page);
    }

    [Fact]
    public async Task Page_NotSignedIn_LedToLoginAndBack()
    {
        var answer = await _browser.GetAsync("/bridges?state=failed");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/login?ReturnUrl=%2Fbridges%3Fstate%3Dfailed", answer.Headers.Location!.OriginalString);
        Assert.Equal("/bridges?state=failed", Path(await _browser.SignInAsDemoAsync("demo-vic", answer.Headers.Location.OriginalString)));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task Login_ReturnUrlOfAnotherSite_LeadsHome(string url)
    {
        var answer = await _browser.SignInAsDemoAsync("demo-tess", $"/login?ReturnUrl={Uri.EscapeDataString(url)}");
        Assert.Equal("/", Path(answer));
    }

    [Fact]
    public async Task DemoPerson_SignedIn_SeesPagesUntilSignedOut()
    {
        await _browser.SignInAsDemoAsync("demo-ada");
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync("/")).StatusCode);

        Assert.Equal(HttpStatusCode.BadRequest, (await _browser.SendAsync(HttpMethod.Post, "/logout", content: new FormUrlEncodedContent([]))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync("/")).StatusCode);

        Assert.Equal("/login", Path(await _browser.SignOutAsync()));
        Assert.Equal("/login", Path(await _browser.GetAsync("/")));
    }

    [Fact]
    public async Task DemoPerson_UnknownId_Refused()
    {
        var answer = await _browser.SignInAsDemoAsync("somebody");
        Assert.Contains("There is no such demo person here.", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Blocked_NextRequest_IsOut()
    {
        await _browser.SignInAsDemoAsync("demo-vic");
        await _product.Services.GetRequiredService<IPeople>().SetRoleAsync(Actor.System, "demo-vic", Role.Blocked, CancellationToken.None);
        Assert.Equal("/login", Path(await _browser.GetAsync("/")));
        Assert.Contains("is blocked", await (await _browser.SignInAsDemoAsync("demo-vic")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task ApiCookie_ReadsButDoesNotChange()
    {
        await _browser.SignInAsDemoAsync("demo-ada");
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await _browser.GetAsync("/api/v1/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _browser.SendAsync(HttpMethod.Post, "/api/v1/nothing")).StatusCode);
    }

    private static string? Path(HttpResponseMessage answer) => answer.Headers.Location is { IsAbsoluteUri: true } absolute
        ? absolute.Authority == answer.RequestMessage!.RequestUri!.Authority ? absolute.PathAndQuery : absolute.ToString()
        : answer.Headers.Location?.OriginalString;
}
