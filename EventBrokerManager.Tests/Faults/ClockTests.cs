using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Faults.Flows;
using EventBrokerManager.Tests.Support.Services;
using Xunit.Abstractions;

namespace EventBrokerManager.Tests.Faults;

/// <summary>
/// The machine's clock jumps by hours, forward and back, in the middle of traffic in both directions. Debian's <c>libfaketime</c> tells the
/// product what time it is; where it is not installed, this is skipped.
/// </summary>
[Collection(WorldTests.Name)]
public sealed class ClockTests(SharedWorld shared, ITestOutputHelper output)
{
    private const int Way = 4;
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(2);

    [SkippableFact]
    public async Task ClockJumpsByHours_NothingStallsNothingIsLostAndNothingComesTwice()
    {
        var library = Directory.Exists("/usr/lib") ? Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", new EnumerationOptions { RecurseSubdirectories = true }).FirstOrDefault() : null;
        Skip.If(library is null, "libfaketime is not installed (Debian: apt-get install libfaketime).");
        var world = await shared.GetAsync();
        var clock = Path.GetTempFileName();
        await SetAsync("+0");
        var settings = RunningProduct.Settings(
            world.KafkaWay.Address, [.. world.Ways.SelectMany(w => new[] { $"http://{w.Out.Address}", $"http://{w.In.Address}" })]);
        settings["LD_PRELOAD"] = library;
        settings["FAKETIME_TIMESTAMP_FILE"] = clock;
        settings["FAKETIME_NO_CACHE"] = "1";
        // As in a real jump: the clock that only counts is not touched.
        settings["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        settings["DONT_FAKE_MONOTONIC"] = "1";
        await using var app = await AppProcess.StartAsync(settings, "Production");
        await using var flow = await Flow.StartAsync(world, "Clock", world.Ways[Way], app: app);
        foreach (var offset in (string[])["-6h", "+0", "-400d", "+0"])
        {
            await SetAsync(offset);
            await Task.Delay(Lasts);
            await flow.MovesAsync();
            Assert.Equal("Running", (await flow.Portal.GetAsync(flow.Bridge)).State);
        }

        Assert.Equal((0, 0), (flow.Out.Copies, flow.In.Copies));

        // Kafka takes no event from more than an hour ahead of its own clock. That is no fault of the event's: it waits.
        await SetAsync("+6h");
        var ahead = await flow.UntilAsync(b => flow.InOf(b).State == "Failed", "the clock is seen to be wrong");
        Assert.Contains("clock", flow.InOf(ahead).Reason, StringComparison.Ordinal);
        Assert.Equal("Running", flow.OutOf(ahead).State);
        await SetAsync("+0");
        // libfaketime does not reach all waits of the C library: those begun six hours ahead would last as long.
        await app.KillAsync();
        await app.RestartAsync();
        await flow.FinishAsync();
        output.WriteLine($"{flow}");
        File.Delete(clock);

        async Task SetAsync(string offset)
        {
            await File.WriteAllTextAsync(clock + ".new", offset + "\n");
            File.Move(clock + ".new", clock, overwrite: true);
        }
    }
}
