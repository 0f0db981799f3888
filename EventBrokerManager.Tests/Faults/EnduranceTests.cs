using System.Globalization;
using EventBrokerManager.Tests.Faults.Flows;
using EventBrokerManager.Tests.Support.Services;
using Xunit.Abstractions;

namespace EventBrokerManager.Tests.Faults;

/// <summary>
/// The product dies by kill -9, the network is cut, and the broker dies, again and again, in the middle of traffic in both directions.
/// Short here; <c>scripts/long-run.sh</c> repeats it as often as it is told, and its table stands in <c>docs/reliability.md</c>.
/// </summary>
public sealed class EnduranceTests(ITestOutputHelper output)
{
    private static readonly int Kills = Setting("EBM_KILL_CYCLES", 3), Cuts = Setting("EBM_CUT_CYCLES", 2), Crashes = Setting("EBM_BROKER_CYCLES", 1);

    /// <summary>So many arrive, each way, between two faults.</summary>
    private static readonly int Events = Setting("EBM_CYCLE_EVENTS", 250);

    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);

    [SkippableFact]
    public async Task KilledCutAndWithoutKafkaAgainAndAgain_NothingLostOrOutOfOrder_CopiesOnlyOfWhatWasOpen()
    {
        await using var world = await FaultWorld.StartAsync(1);
        var table = new List<string>();
        var phases = new (string Name, int Cycles, Func<Flow, int, Bounds, Task> Fault)[]
        {
            ("kill -9 of the product", Kills, KillAsync), ("cut of the network", Cuts, CutAsync), ("kill -9 of the broker", Crashes, CrashAsync),
        };
        foreach (var (name, cycles, fault) in phases)
            await RunAsync(world, name, cycles, fault, table);

        Tell(table);
        output.WriteLine(string.Join('\n', table));
    }

    private async Task RunAsync(FaultWorld world, string name, int cycles, Func<Flow, int, Bounds, Task> fault, List<string> table)
    {
        await using var flow = await Flow.StartAsync(world, $"Endure{table.Count}", world.Ways[0], keys: 1_000, ahead: 4 * Math.Max(Events, 500));
        // Answers take a while, so that each fault finds calls that were taken and not answered yet.
        await world.Ways[0].Out.AddAsync("latency", new { latency = 20 });
        await world.Ways[0].In.AddAsync("latency", new { latency = 5 });
        var bounds = new Bounds();
        for (var cycle = 1; cycle <= cycles; cycle++)
        {
            await flow.MovesAsync(Events);
            // Copies come of what was open at a fault, and of nothing else.
            Assert.InRange(flow.Out.Copies, 0, bounds.Out.Copies);
            Assert.InRange(flow.In.Copies, 0, bounds.In.Copies);
            await fault(flow, cycle, bounds);
            Tell([.. table, $"{name} {cycle}: {flow}; bounds {bounds.Out.Copies} and {bounds.In.Copies}"]);
        }

        await world.Ways[0].Out.RemoveAsync("latency");
        await world.Ways[0].In.RemoveAsync("latency");
        await flow.FinishAsync();
        table.Add(Row(name, "Kafka to SQS", cycles, flow.Out, flow.OutFeed.Sent, bounds.Out));
        table.Add(Row(name, "SQS to Kafka", cycles, flow.In, flow.InFeed.Sent, bounds.In));
        Assert.InRange(flow.Out.Copies, 0, bounds.Out.Copies);
        Assert.InRange(flow.In.Copies, 0, bounds.In.Copies);
    }

    private static async Task KillAsync(Flow flow, int cycle, Bounds bounds)
    {
        await flow.World.App.KillAsync();
        await flow.QuietAsync();
        // Out: what the queue has and Kafka takes for unread. In: what Kafka has and the queue still keeps, partly since an earlier death.
        bounds.Out.Set(flow.Out.Copies + await flow.UncommittedAsync());
        bounds.In.Set(flow.In.Copies + await flow.UnsettledAsync());
        // By itself: nobody starts the bridge again.
        await flow.World.App.RestartAsync();
    }

    private static async Task CutAsync(Flow flow, int cycle, Bounds bounds)
    {
        // The one cut ends calls to the queues whose answers are then lost; the other one is shorter than the group's session.
        ToxicProxy[] ways = cycle % 2 == 0 ? [flow.World.KafkaWay] : [flow.World.Ways[0].Out, flow.World.Ways[0].In];
        foreach (var way in ways)
            await way.CutAsync();
        if (ways.Length > 1)
            bounds.Out.Set(bounds.Out.Copies + ToxicQueueTests.UnderWay);
        await Task.Delay(Away);
        foreach (var way in ways)
            await way.RestoreAsync();
    }

    private static async Task CrashAsync(Flow flow, int cycle, Bounds bounds)
    {
        var committed = await flow.World.Kafka.CommittedAsync(flow.Bridge, flow.Topic);
        await flow.World.Kafka.KillAsync();
        await flow.UntilAsync(b => b.Connections.All(c => c.State == "Retrying"), "both say that Kafka is away");
        await flow.World.Kafka.RestartAsync();
        // What was read before it died was delivered meanwhile, and could be committed nowhere.
        bounds.Out.Set(bounds.Out.Copies + flow.Out.Distinct - committed);
    }

    /// <summary>Into the test's output, and into a file, which a long run can be followed by.</summary>
    private void Tell(IReadOnlyList<string> lines)
    {
        output.WriteLine(lines[^1]);
        if (Environment.GetEnvironmentVariable("EBM_TABLE") is { Length: > 0 } file)
        {
            File.WriteAllLines(file, [
                "| Fault | Direction | Cycles | Events | Lost | Out of order | Copies | Bound of copies | Most open at one fault |",
                "|---|---|--:|--:|--:|--:|--:|--:|--:|", .. lines,
            ]);
        }
    }

    private static string Row(string name, string direction, int cycles, Ledger ledger, int sent, Bound bound) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {direction} | {cycles} | {sent:N0} | {sent - ledger.Distinct} | {ledger.Disorder} | {ledger.Copies:N0} | {bound.Copies:N0} | {bound.Most:N0} |");

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private sealed class Bounds
    {
        public Bound Out { get; } = new();

        public Bound In { get; } = new();
    }

    /// <summary>So many copies can have come so far.</summary>
    private sealed class Bound
    {
        public int Copies { get; private set; }

        /// <summary>The most that one fault added.</summary>
        public int Most { get; private set; }

        public void Set(int copies)
        {
            Most = Math.Max(Most, copies - Copies);
            Copies = copies;
        }
    }
}
