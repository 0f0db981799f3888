using System.Net;
using System.Text.Json;
using EventBrokerManager.Tests.Support;

namespace EventBrokerManager.Tests.Hosting;

public sealed class HealthTests : IAsyncLifetime
{
    private RunningProduct _product = null!;
    private Browser _probe = null!;

    public async Task InitializeAsync()
    {
        _product = await RunningProduct.StartAsync("Production");
        _probe = _product.Open();
    }

    public async Task DisposeAsync()
    {
        _probe.Dispose();
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task Live_Always200()
    {
        _product.Broker.HasAnswered = false;
        Assert.Equal(HttpStatusCode.OK, (await _probe.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task Ready_KafkaNeverAnswered_503NamesIt()
    {
        _product.Broker.HasAnswered = false;
        var (status, body) = await ReadyAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("waiting for Kafka", body.GetProperty("status").GetString());
        Assert.Equal("up", body.GetProperty("database").GetString());
    }

    [Fact]
    public async Task Ready_AllAnswered_200()
    {
        var (status, body) = await ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ready", body.GetProperty("status").GetString());
        Assert.Equal("up", body.GetProperty("kafka").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Ready_KafkaAwayLater_StandsInTheBodyOnly()
    {
        _product.Broker.Away = true;
        var (status, body) = await ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("away", body.GetProperty("kafka").GetProperty("status").GetString());
        Assert.Equal(DateTimeOffset.UnixEpoch, body.GetProperty("kafka").GetProperty("awaySince").GetDateTimeOffset());
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> ReadyAsync()
    {
        var answer = await _probe.GetAsync("/health/ready");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return (answer.StatusCode, body.RootElement.Clone());
    }
}
