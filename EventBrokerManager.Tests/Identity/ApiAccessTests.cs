using System.Net;
using System.Text.Json;
using EventBrokerManager.Tests.Support;

namespace EventBrokerManager.Tests.Identity;

public sealed class ApiAccessTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef";
    private RunningProduct _product = null!;
    private Browser _program = null!;

    public async Task InitializeAsync()
    {
        _product = await RunningProduct.StartAsync(
            "Production", null, "Api:Tokens:0:Name=ci", "Api:Tokens:0:Role=Technical Contact", $"Api:Tokens:0:Token={Token}");
        _program = _product.Open();
    }

    public async Task DisposeAsync()
    {
        _program.Dispose();
        await _product.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", null, "Bearer")]
    [InlineData("POST", null, "Bearer")]
    [InlineData("GET", "0123456789abcdeF", "Bearer error=\"invalid_token\"")]
    [InlineData("DELETE", "x", "Bearer error=\"invalid_token\"")]
    public async Task Call_WithoutKnownToken_401WithProblem(string method, string? token, string challenge)
    {
        var answer = await _program.SendAsync(new HttpMethod(method), "/api/v1/nothing", token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(challenge, answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        Assert.False(string.IsNullOrEmpty(body.RootElement.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Call_UnknownPath_404WithProblem()
    {
        var answer = await _program.SendAsync(HttpMethod.Get, "/api/v1/nothing", Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Token_OutsideTheApi_OpensNoPage() =>
        Assert.Equal(HttpStatusCode.Redirect, (await _program.SendAsync(HttpMethod.Get, "/", Token)).StatusCode);
}
