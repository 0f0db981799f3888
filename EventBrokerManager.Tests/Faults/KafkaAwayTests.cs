using System.Net;
using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults;

[Collection(ProductTests.Name)]
public sealed class KafkaAwayTests
{
    private const int Events = 2_000;

    [SkippableFact]
    public async Task KafkaAwayAtStartAndInTheMiddle_ShownAndWaitedOut_NothingLost()
    {
        await using var kafka = await KafkaFixture.StartOwnAsync();
        var fauxqs = await FauxqsFixture.GetAsync();
        await using var app = await AppProcess.StartAsync(RunningProduct.Settings(kafka.BootstrapServers, fauxqs.Endpoint), "Production");
        var portal = new Portal(app.Api);
        var (target, source) = (await fauxqs.CreateQueueAsync(), await fauxqs.CreateQueueAsync());
        var topic = await portal.ChannelAsync("AwayOut");
        var into = await portal.ChannelAsync("AwayIn");
        var bridge = await portal.BridgeAsync("Away", [Carries.Out("AwayOut", target), Carries.In("AwayIn", source)]);
        await SendAsync(0);
        await portal.DeliveredAsync(bridge, Events, Events);

        // Away when the product starts.
        await app.KillAsync();
        await Traffic.ToKafkaAsync(kafka, topic, "AwayOut", Events, Events);
        await kafka.StopAsync();
        app.Launch();
        await Eventually.AnswersAsync(app.Api, "/health/live", TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.Api.GetAsync("/health/ready")).StatusCode);
        await IsAwayAsync();
        await kafka.RestartAsync();
        await IsBackAsync();
        await Traffic.ToQueueAsync(fauxqs, source, "AwayIn", Events, Events);
        Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/ready")).StatusCode);

        // Goes away in the middle: what was sent before it died is on its way, the rest waits in the queue.
        var seen = new Dictionary<string, int>();
        await Traffic.DrainAsync(fauxqs, target, seen, 2 * Events);
        // Not all: some may have been handed to the killed product's last call, and come back after half a minute.
        await Eventually.IsAsync(() => kafka.CountAsync(into), n => n > Events, TimeSpan.FromSeconds(60), "it flows again");
        var before = await portal.GetAsync(bridge);
        await Task.WhenAll(
            Traffic.ToKafkaAsync(kafka, topic, "AwayOut", 2 * Events, Events), Traffic.ToQueueAsync(fauxqs, source, "AwayIn", 2 * Events, 4 * Events));
        await portal.UntilAsync(bridge, b => b.Of("AwayIn").Delivered > before.Of("AwayIn").Delivered, "it flows");
        await kafka.KillAsync();
        await IsAwayAsync();
        Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/ready")).StatusCode);
        await kafka.RestartAsync();
        await IsBackAsync();

        await Traffic.DrainAsync(fauxqs, target, seen, 3 * Events);
        await portal.BringsAsync(bridge, Traffic.ReadAsync(kafka, into, 6 * Events));
        Assert.Empty(await portal.DeadLettersAsync(bridge));
        await portal.StopAsync(bridge);
        Assert.Empty(await fauxqs.WaitingAsync(source));

        Task SendAsync(int first) => Task.WhenAll(
            Traffic.ToKafkaAsync(kafka, topic, "AwayOut", first, Events), Traffic.ToQueueAsync(fauxqs, source, "AwayIn", first, Events));

        async Task IsAwayAsync()
        {
            await portal.UntilAsync(
                bridge, b => b.Connections.All(c => c.State == "Retrying" && c.Reason.Contains("Kafka does not answer", StringComparison.Ordinal)), "Retrying");
            Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/login")).StatusCode);
        }

        Task IsBackAsync() => portal.UntilAsync(bridge, b => b.State == "Running", "Running");
    }
}
