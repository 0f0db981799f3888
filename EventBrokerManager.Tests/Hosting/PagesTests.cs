using System.Net;
using EventBrokerManager.Identity;
using EventBrokerManager.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EventBrokerManager.Tests.Hosting;

public sealed class PagesTests
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    [Fact]
    public async Task Answers_CarryTheSecurityHeaders()
    {
        await using var product = await RunningProduct.StartAsync();
        using var browser = product.Open();
        await browser.SignInAsDemoAsync("demo-vic");
        foreach (var path in new[] { "/", "/login", "/css/account.css", "/health/live", "/nothing-here" })
        {
            var answer = await browser.GetAsync(path);
            Assert.Equal(Policy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        }
    }

    [Fact]
    public async Task Page_HasNothingInlineAndNothingForeign()
    {
        await using var product = await RunningProduct.StartAsync();
        using var browser = product.Open();
        var page = await browser.TextAsync("/login");
        Assert.DoesNotContain("<style", page);
        Assert.DoesNotContain("<script>", page);
        Assert.DoesNotContain("//fonts.", page);
    }

    [Fact]
    public async Task UnknownPage_SignedIn_SaysNotFound()
    {
        await using var product = await RunningProduct.StartAsync();
        using var browser = product.Open();
        await browser.SignInAsDemoAsync("demo-vic");
        var answer = await browser.GetAsync("/nothing-here");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Not found", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Fault_ShowsNoStackTrace(string environment)
    {
        var page = environment == "Development" ? "/login" : "/setup";
        await using var product = await RunningProduct.StartAsync(
            environment, services => services.AddScoped<SignIn>(_ => throw new InvalidOperationException("planted fault")));
        using var browser = product.Open();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            var answer = await browser.SendAsync(method, page);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("planted fault", text);
            Assert.DoesNotContain("   at ", text);
            if (method == HttpMethod.Get)
            {
                Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
                Assert.Contains("Something went wrong", text);
            }
        }
    }
}
