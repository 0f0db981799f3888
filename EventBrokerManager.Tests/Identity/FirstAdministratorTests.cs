using System.Net;
using System.Text.RegularExpressions;
using EventBrokerManager.Identity;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventBrokerManager.Tests.Identity;

public sealed partial class FirstAdministratorTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef";
    private const string Password = "correct horse battery";
    private RunningProduct _product = null!;
    private Browser _browser = null!;

    private string Code => _product.Log.Select(line => CodePattern().Match(line)).Single(match => match.Success).Groups[1].Value;

    public async Task InitializeAsync()
    {
        _product = await RunningProduct.StartAsync("Production", null, "Api:Tokens:0:Name=ci", "Api:Tokens:0:Role=Admin", $"Api:Tokens:0:Token={Token}");
        _browser = _product.Open();
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _product.DisposeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/spaces")]
    public async Task Page_NoAdministrator_LeadsToSetup(string page) =>
        Assert.Equal("/setup", (await _browser.GetAsync(page)).Headers.Location?.OriginalString);

    [Fact]
    public async Task ApiToken_NoAdministrator_Works() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _browser.SendAsync(HttpMethod.Get, "/api/v1/nothing", Token)).StatusCode);

    [Fact]
    public async Task Setup_RightCode_CreatesAdminSignsInAndCloses()
    {
        var answer = await FillAsync(Code, Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync("/")).StatusCode);
        var person = Assert.Single(await PeopleAsync());
        Assert.Equal(("ada@example.com", "Ada", Role.Admin), (person.Email, person.DisplayName, person.Role));
        Assert.Equal("/login", (await _browser.GetAsync("/setup")).Headers.Location?.OriginalString);

        using var other = _product.Open();
        Assert.DoesNotContain("Tess", await other.TextAsync("/login"));
        var wrong = await other.FillAsync("/login", "password", ("Input.Email", "ada@example.com"), ("Input.Password", "wrong password"));
        Assert.Contains("is wrong, or the account is locked", await wrong.Content.ReadAsStringAsync());
        var right = await other.FillAsync("/login", "password", ("Input.Email", "ADA@example.com"), ("Input.Password", Password));
        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
    }

    [Fact]
    public async Task Password_FiveFailures_LocksTheRightOneToo()
    {
        await FillAsync(Code, Password);
        using var other = _product.Open();
        for (var i = 0; i < 5; i++)
            await other.FillAsync("/login", "password", ("Input.Email", "ada@example.com"), ("Input.Password", $"wrong {i}"));
        var answer = await other.FillAsync("/login", "password", ("Input.Email", "ada@example.com"), ("Input.Password", Password));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("/login", (await other.GetAsync("/")).Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("WRONG-CODE", Password, "This is not the code of this start.")]
    [InlineData(null, "short", "at least 12 characters")]
    public async Task Setup_WrongField_SaysSoAndStaysOpen(string? code, string password, string message)
    {
        var answer = await FillAsync(code ?? Code, password);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync());
        Assert.Empty(await PeopleAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await FillAsync(Code.ToLowerInvariant(), Password)).StatusCode);
    }

    [Fact]
    public async Task Setup_ManyWrongCodes_RightOneMustWait()
    {
        var first = _product.Services.GetRequiredService<FirstAdministrator>();
        for (var i = 0; i < 10; i++)
            await Assert.ThrowsAsync<RefusedException>(() => first.CreateAsync(Request($"wrong{i}"), CancellationToken.None));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => first.CreateAsync(Request(Code), CancellationToken.None));
        Assert.Contains("Too many attempts", refused.Message);
    }

    [Fact]
    public async Task Setup_SeveralAtOnce_OneAdministrator()
    {
        var first = _product.Services.GetRequiredService<FirstAdministrator>();
        var code = Code;
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await first.CreateAsync(Request(code) with { Email = $"ada{i}@example.com" }, CancellationToken.None);
                return true;
            }
            catch (RefusedException e)
            {
                Assert.Equal(RefusalKind.Conflict, e.Kind);
                return false;
            }
        }));
        Assert.Single(tries, won => won);
        Assert.Single(await PeopleAsync());
    }

    private static FirstAdministratorRequest Request(string code) => new(code, "ada@example.com", "Ada", Password);

    private Task<HttpResponseMessage> FillAsync(string code, string password) => _browser.FillAsync(
        "/setup", "setup", ("Input.Code", code), ("Input.Email", "ada@example.com"), ("Input.Name", "Ada"), ("Input.Password", password));

    private async Task<List<Person>> PeopleAsync()
    {
        await using var db = await _product.Services.GetRequiredService<IDbContextFactory<LandscapeDb>>().CreateDbContextAsync();
        return await db.Users.ToListAsync();
    }

    [GeneratedRegex("one-time code: ([0-9A-Z-]+)")]
    private static partial Regex CodePattern();
}
