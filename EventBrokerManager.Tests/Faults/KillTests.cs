using System.Globalization;
using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Support.Services;
using Xunit.Abstractions;

namespace EventBrokerManager.Tests.Faults;

/// <summary>The product dies by kill -9 in the middle of both directions, again and again; <c>EBM_KILL_CYCLES</c> times, ten unless given.</summary>
[Collection(ProductTests.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int WarmUp = 10, Burst = 2_000;

    /// <summary>Calls under way at most, times the events of one.</summary>
    private const int UnderWay = 16 * 10;

    private static readonly int Cycles =
        int.TryParse(Environment.GetEnvironmentVariable("EBM_KILL_CYCLES"), CultureInfo.InvariantCulture, out var cycles) ? cycles : 10;

    [SkippableFact]
    public async Task KilledInTheMiddleOfBothDirections_NothingLost_CopiesOnlyOfWhatWasOpen()
    {
        var kafka = await KafkaFixture.GetAsync();
        var fauxqs = await FauxqsFixture.GetAsync();
        await using var toxiproxy = await ToxiproxyFixture.StartAsync();
        // Answers take a while, so that each death finds calls that were taken and not answered yet.
        var proxy = await toxiproxy.ProxyAsync(new Uri(fauxqs.Endpoint).Authority);
        await proxy.AddAsync("latency", new { latency = 100 });
        var endpoint = $"http://{proxy.Address}";
        await using var app = await AppProcess.StartAsync(RunningProduct.Settings(kafka.BootstrapServers, endpoint), "Production");
        var portal = new Portal(app.Api);
        var (target, source) = (await fauxqs.CreateQueueAsync(), await fauxqs.CreateQueueAsync());
        var topic = await portal.ChannelAsync("KilledOut");
        var into = await portal.ChannelAsync("KilledIn");
        var bridge = await portal.BridgeAsync("Killed", [Carries.Out("KilledOut", Through(target)), Carries.In("KilledIn", Through(source))]);

        await SendAsync(0, WarmUp);
        await portal.DeliveredAsync(bridge, WarmUp, WarmUp);
        await app.KillAsync();

        var seen = new Dictionary<string, int>();
        var (sent, deaths, openOut, openIn) = (WarmUp, 0, 0, 0);
        while (deaths < Cycles)
        {
            var before = await ArrivedAsync();
            await SendAsync(sent, Burst);
            sent += Burst;
            // By itself: nobody starts the bridge again.
            await app.RestartAsync();
            await Eventually.IsAsync(ArrivedAsync, now => now.Out > before.Out && now.In > before.In, TimeSpan.FromSeconds(60), "both directions move");
            await app.KillAsync();

            var now = await ArrivedAsync();
            var uncommitted = now.Out - await kafka.CommittedAsync(bridge, topic);
            var held = await HeldAsync(fauxqs, source);
            openOut += uncommitted + UnderWay;
            openIn += held;
            // Where a slow start let one direction finish before the other moved, it dies once more.
            if (now.Out < sent && now.In < sent)
                deaths++;
            output.WriteLine($"Death {deaths}: out {now.Out} of {sent}, {uncommitted} of them uncommitted; in {now.In} with copies, {held} held.");
            Assert.InRange(sent, 0, 2 * Cycles * Burst + WarmUp);
        }

        await proxy.RemoveAsync("latency");
        await app.RestartAsync();
        await Traffic.DrainAsync(fauxqs, target, seen, sent);
        var seenInto = await portal.BringsAsync(bridge, Traffic.ReadAsync(kafka, into, sent));
        await portal.UntilAsync(bridge, b => b.State == "Running" && b.Connections.All(c => c.Lag == 0), "nothing waits");
        await portal.StopAsync(bridge);
        await Traffic.DrainOnceAsync(fauxqs, target, seen);
        seenInto = await Traffic.ReadAsync(kafka, into, sent);
        output.WriteLine($"{seen.Copies()} copies out, {seenInto.Copies()} in.");
        Assert.InRange(seen.Copies(), 0, openOut);
        Assert.InRange(seenInto.Copies(), 0, openIn);
        Assert.Empty(await fauxqs.WaitingAsync(source, target));
        Assert.Empty(await portal.DeadLettersAsync(bridge));

        string Through(string queue) => endpoint + new Uri(queue).AbsolutePath;

        Task SendAsync(int first, int count) => Task.WhenAll(
            Traffic.ToKafkaAsync(kafka, topic, "KilledOut", first, count), Traffic.ToQueueAsync(fauxqs, source, "KilledIn", first, count));

        async Task<(int Out, int In)> ArrivedAsync()
        {
            await Traffic.DrainOnceAsync(fauxqs, target, seen);
            return (seen.Count, await kafka.CountAsync(into));
        }
    }

    /// <summary>Handed out, and not deleted yet: these come again.</summary>
    private static async Task<int> HeldAsync(SqsServer server, string queue) =>
        (await server.Client.GetQueueAttributesAsync(queue, ["ApproximateNumberOfMessagesNotVisible"])).ApproximateNumberOfMessagesNotVisible;
}
