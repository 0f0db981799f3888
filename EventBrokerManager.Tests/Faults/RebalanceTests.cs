using Confluent.Kafka;
using EventBrokerManager.Tests.Faults.Flows;
using EventBrokerManager.Tests.Support.Services;
using Xunit.Abstractions;

namespace EventBrokerManager.Tests.Faults;

/// <summary>Others join the bridge's group and leave it again, in the middle of traffic in both directions.</summary>
[Collection(WorldTests.Name)]
public sealed class RebalanceTests(SharedWorld shared, ITestOutputHelper output)
{
    private const int Way = 2;

    /// <summary>What one lane holds: those of them that were finished before an earlier one of their partition come again when it changes hands.</summary>
    private const int Window = 2_000;

    [SkippableFact]
    public async Task SecondInstanceJoinsLeavesAndDies_NothingLost_CopiesOnlyOfWhatWasUncommitted()
    {
        var world = await shared.GetAsync();
        await using var flow = await Flow.StartAsync(world, "Rebalanced", world.Ways[Way], keys: 400);
        await using var second = AppProcess.CreateBeside(world.App);
        var changes = 0;

        await JoinAsync();
        // SIGTERM: what is under way is finished and committed; the group gives its partitions back when the session ends.
        await second.StopAsync();
        await AloneAsync();
        Assert.Equal(0, flow.In.Copies);

        await JoinAsync();
        await flow.InFeed.StopAsync();
        await second.KillAsync();
        await AloneAsync();
        await flow.FinishAsync();
        output.WriteLine($"{changes} times partitions changed hands; {flow}");
        Assert.InRange(flow.Out.Copies, 0, changes * Window);
        // What the dead one held of the queue, one batch for each of its receivers.
        Assert.InRange(flow.In.Copies, 0, ToxicQueueTests.UnderWay);

        async Task JoinAsync()
        {
            await second.RestartAsync();
            var other = new Portal(second.Api);
            await Eventually.IsAsync(
                async () => (First: await ReasonAsync(world.Portal), Second: await ReasonAsync(other)),
                now => now == ("Reading 2 partitions.", "Reading 2 partitions."), TimeSpan.FromSeconds(60), "each reads half");
            changes++;
            await flow.MovesAsync();
        }

        async Task AloneAsync()
        {
            await Eventually.IsAsync(() => ReasonAsync(world.Portal), now => now == "Reading 4 partitions.", TimeSpan.FromSeconds(60), "it reads all again");
            changes++;
            var before = flow.Out.Distinct;
            await Eventually.IsAsync(() => Task.FromResult(flow.Out.Distinct), now => now > before, TimeSpan.FromSeconds(60), "it goes on");
        }

        async Task<string> ReasonAsync(Portal portal) => flow.OutOf(await portal.GetAsync(flow.Bridge)).Reason;
    }

    [SkippableFact]
    public async Task PartitionsAreTakenWhileAnswersAreOut_AnswersThatComeLaterCommitNothing()
    {
        var world = await shared.GetAsync();
        await using var flow = await Flow.StartAsync(world, "Revoked", world.Ways[Way + 1]);
        // Longer than a revoked partition is waited for, shorter than a call's limit.
        await world.Ways[Way + 1].Out.AddAsync("latency", new { latency = 6_000 });
        var taken = flow.Out.Distinct;
        await Eventually.IsAsync(() => Task.FromResult(flow.Out.Distinct), now => now > taken, TimeSpan.FromSeconds(30), "calls are under way");

        using var other = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = world.Kafka.BootstrapServers, GroupId = flow.Bridge, GroupProtocol = GroupProtocol.Classic,
            SessionTimeoutMs = 8_000, HeartbeatIntervalMs = 500, EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Error,
        }).SetLogHandler((_, _) => { }).Build();
        other.Subscribe(flow.Topic);
        await Eventually.IsAsync(
            () => Task.Run(() =>
            {
                other.Consume(TimeSpan.FromMilliseconds(100));
                return other.Assignment.Count;
            }),
            count => count == 2, TimeSpan.FromSeconds(60), "the other one has two partitions");
        var its = other.Assignment.Select(p => p.Partition.Value).ToHashSet();
        var before = await CommittedAsync();
        output.WriteLine($"Taken when they changed hands: {flow.Out.Distinct}; {flow}");
        // Until every call from before has been answered, or given up; the other one stays a member meanwhile.
        for (var start = Environment.TickCount64; Environment.TickCount64 - start < 7_000;)
            other.Consume(TimeSpan.FromMilliseconds(100));
        Assert.Equal(before, await CommittedAsync());

        other.Close();
        await world.Ways[Way + 1].Out.RemoveAsync("latency");
        await flow.MovesAsync();
        await flow.FinishAsync();
        output.WriteLine($"{flow}");
        Assert.InRange(flow.Out.Copies, 0, 2 * Window);
        Assert.Equal(0, flow.In.Copies);

        async Task<string> CommittedAsync() => string.Join(' ', (await world.Kafka.CommittedOffsetsAsync(flow.Bridge, flow.Topic))
            .Where(offset => its.Contains(offset.Key)).OrderBy(offset => offset.Key).Select(offset => $"{offset.Key}:{offset.Value}"));
    }
}
