using System.Text.Json;
using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults;

/// <summary>A tenth of all calls and a tenth of all entries of batches fail, at random; the server keeps count of what came twice.</summary>
[Collection(ProductTests.Name)]
public sealed class FlakyTargetTests
{
    private const int Events = 2_000;

    /// <summary>The type of the events that the server hands out.</summary>
    private const string Type = "com.example.order.placed.v1";

    [SkippableFact]
    public async Task TenthOfCallsAndEntriesFails_AllArriveOnceEachWay()
    {
        await using var server = await SqsNullFixture.StartOwnAsync("-fail-call", "0.1", "-fail-item", "0.1", "-track", "-total", $"{Events}");
        await using var product = await RunningProduct.StartAsync(server.Endpoint);
        var topic = await product.Portal.ChannelAsync("FlakyOut");
        var into = await product.Portal.ChannelAsync(Type);
        var bridge = await product.Portal.BridgeAsync("Flaky", [
            Carries.In(Type, $"{server.Endpoint}/000000000000/flaky-from"), Carries.Out("FlakyOut", $"{server.Endpoint}/000000000000/flaky-to")]);
        await Traffic.ToKafkaAsync(product.Kafka, topic, "FlakyOut", 0, Events);

        await product.Portal.UntilAsync(bridge, b => b.Connections.All(c => c.Delivered == Events), "all are delivered");
        Assert.Equal(0, (await Traffic.ReadAsync(product.Kafka, into, Events)).Copies());
        Assert.Empty(await product.Portal.DeadLettersAsync(bridge));
        await product.Portal.StopAsync(bridge);
        using var client = new HttpClient();
        var stats = JsonDocument.Parse(await client.GetStringAsync($"{server.Endpoint}/stats")).RootElement;
        Assert.Equal((Events, 0), (Count(stats, "flaky-to", "distinct"), Count(stats, "flaky-to", "duplicates")));
        Assert.Equal(Events, Count(stats, "flaky-from", "deleted"));
        Assert.NotEqual(0, Count(stats, "flaky-to", "faults"));
    }

    private static int Count(JsonElement stats, string queue, string what) => stats.GetProperty(queue).GetProperty(what).GetInt32();
}
