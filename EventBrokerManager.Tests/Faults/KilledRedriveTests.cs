using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults;

/// <summary>The product dies by kill -9 in the middle of a redrive, again and again: it goes on by itself, and what was sent twice the FIFO queue drops.</summary>
[Collection(ProductTests.Name)]
public sealed class KilledRedriveTests
{
    private const int Letters = 300, Cycles = 3;

    [SkippableFact]
    public async Task KilledInTheMiddle_GoesOnByItself_EachArrivesOnce()
    {
        var kafka = await KafkaFixture.GetAsync();
        var fauxqs = await FauxqsFixture.GetAsync();
        await using var app = await AppProcess.StartAsync(RunningProduct.Settings(kafka.BootstrapServers, fauxqs.Endpoint));
        var portal = new Portal(app.Api);
        const string Type = "KilledRedrive";
        var queue = await fauxqs.CreateQueueAsync(fifo: true, attributes: new() { ["MaximumMessageSize"] = "1024" });
        var topic = await portal.ChannelAsync(Type);
        var bridge = await portal.BridgeAsync("Killed redrive", [Carries.Out(Type, queue)]);
        await kafka.ProduceAsync(topic, Enumerable.Range(0, Letters).Select(n =>
        {
            var record = Traffic.Record(Type, Traffic.Id(n));
            record.Value = Traffic.Utf8($"\"{new string('x', 2_000)}\"");
            return record;
        }));
        await portal.UntilAsync(bridge, b => b.Connections[0].DeadLetters == Letters, "dead letters");
        await fauxqs.Client.SetQueueAttributesAsync(queue, new() { ["MaximumMessageSize"] = "262144" });

        await portal.RedriveAsync(bridge, new { perSecond = 60 });
        for (var cycle = 1; cycle <= Cycles; cycle++)
        {
            var wanted = cycle * Letters / (Cycles + 2);
            await portal.UntilRedriveAsync(bridge, redrive => redrive.Delivered >= wanted, "it goes on");
            await app.KillAsync();
            await app.RestartAsync();
        }

        var done = await portal.RedrivenAsync(bridge);

        Assert.Equal((Letters, 0, 0), (done.Delivered, done.RefusedAgain, done.Left));
        var seen = new Dictionary<string, int>();
        await Traffic.DrainAsync(fauxqs, queue, seen, Letters);
        await Traffic.DrainOnceAsync(fauxqs, queue, seen);
        Assert.Equal(0, seen.Copies());
        Assert.Empty(await portal.DeadLettersAsync(bridge));
    }
}
