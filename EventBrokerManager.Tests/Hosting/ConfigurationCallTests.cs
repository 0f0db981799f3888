using System.Net;
using System.Text;
using EventBrokerManager.Tests.Support;

namespace EventBrokerManager.Tests.Hosting;

/// <summary>The configuration call in the whole product: beside sign-in, set-up and error pages.</summary>
public sealed class ConfigurationCallTests : IAsyncLifetime
{
    private RunningProduct _product = null!;

    public async Task InitializeAsync() => _product = await RunningProduct.StartAsync("Production");

    public async Task DisposeAsync() => await _product.DisposeAsync();

    [Theory]
    [InlineData("application/json", "/client-configs/0f8fad5bd9cb469fa16570867728950e")]
    [InlineData("application/x-www-form-urlencoded", "/client-configs/Webshop/Test")]
    [InlineData("text/plain", "/client-configs/Webshop%2FTest")]
    public async Task Put_WrongToken_ProblemAndNoRedirect(string type, string path)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(_product.Address, path));
        request.Content = new StringContent("{\"dependencies\":\"\"}", Encoding.UTF8, type);
        request.Headers.Authorization = new("Bearer", "wrong");

        var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
