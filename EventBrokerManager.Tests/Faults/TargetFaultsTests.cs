using EventBrokerManager.Tests.EndToEnd;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults;

/// <summary>A fault of a queue is no fault of an event: it is shown, waited out, and nothing is lost or set aside.</summary>
[Collection(ProductTests.Name)]
public sealed class TargetFaultsTests(SharedProduct shared)
{
    private const int Events = 100;

    [SkippableTheory]
    [InlineData(Fault.RefusedRight, "Failed", "access denied. Add the statement with SQS:")]
    [InlineData(Fault.Throttled, "Retrying", "is throttled")]
    [InlineData(Fault.ServerError, "Retrying", "ServiceUnavailable, status 503")]
    [InlineData(Fault.Garbage, "Retrying", "gave an answer that cannot be trusted")]
    [InlineData(Fault.LostAnswer, "Retrying", "does not answer (")]
    public async Task FaultOfBothQueues_ShownWithItsReason_NothingLost(Fault fault, string state, string reason)
    {
        var flow = await FlowAsync($"Both{fault}");
        await flow.SetAsync(fault, both: true);
        await flow.SendAsync(Events, both: true);
        await flow.UntilAsync(b => b.Connections.All(c => c.State == state && c.Reason.Contains(reason, StringComparison.Ordinal)), $"{state}, {reason}");
        await flow.SetAsync(Fault.None, both: true);
        await flow.ArrivedAsync(both: true, copies: fault == Fault.LostAnswer);
    }

    /// <summary>These do not come when asking for events, or come too late for a test.</summary>
    [SkippableTheory]
    [InlineData(Fault.ThrottledEntries, "did not take every event (RequestThrottled)")]
    [InlineData(Fault.EmptyAnswer, "did not take every event (NotAnswered)")]
    [InlineData(Fault.Hangs, "did not answer within 10 s")]
    public async Task FaultOfTheTarget_ShownWithItsReason_NothingLost(Fault fault, string reason)
    {
        var flow = await FlowAsync($"To{fault}");
        await flow.SetAsync(fault, both: false);
        await flow.SendAsync(Events, both: false);
        await flow.UntilAsync(
            b => b.Of(flow.Out).State == "Retrying" && b.Of(flow.Out).Reason.Contains(reason, StringComparison.Ordinal), $"Retrying, {reason}");
        Assert.Equal("Running", (await flow.Product.Portal.GetAsync(flow.Bridge)).Of(flow.In).State);
        await flow.SetAsync(Fault.None, both: false);
        await flow.ArrivedAsync(both: false, copies: false);
    }

    [SkippableFact]
    public async Task DeletesAreThrottledByEntry_NoCopies()
    {
        var flow = await FlowAsync("FromThrottledEntries");
        await flow.SetAsync(Fault.ThrottledEntries, both: true);
        await flow.SendAsync(Events, both: true);
        await flow.Product.Portal.DeliveredAsync(flow.Bridge, Events);
        await flow.SetAsync(Fault.None, both: true);
        await flow.ArrivedAsync(both: true, copies: false);
    }

    [SkippableFact]
    public async Task QueuesDoNotExist_FailedUntilTheyAreMade()
    {
        var product = await shared.GetAsync();
        var (target, source) = ($"{product.Fauxqs.Endpoint}/000000000000/later-to", $"{product.Fauxqs.Endpoint}/000000000000/later-from");
        var topic = await product.Portal.ChannelAsync("LaterOut");
        await product.Portal.ChannelAsync("LaterIn");
        var bridge = await product.Portal.BridgeAsync("Later", [Carries.Out("LaterOut", target), Carries.In("LaterIn", source)]);
        await Traffic.ToKafkaAsync(product.Kafka, topic, "LaterOut", 0, Events);
        await product.Portal.UntilAsync(
            bridge, b => b.State == "Failed" && b.Connections.All(c => c.State == "Failed" && c.Reason.Contains("does not exist in account 000000000000, eu-central-1. Create it", StringComparison.Ordinal)), "Failed");
        await product.Fauxqs.CreateQueueAsync(name: "later-to");
        await product.Fauxqs.CreateQueueAsync(name: "later-from");
        await Traffic.ToQueueAsync(product.Fauxqs, source, "LaterIn", 0, Events);
        await product.Portal.DeliveredAsync(bridge, Events, Events);
        var end = await product.Portal.UntilAsync(bridge, b => b.State == "Running", "Running");
        Assert.All(end.Connections, c => Assert.Equal(0, c.DeadLetters));
        await product.Portal.StopAsync(bridge);
    }

    private async Task<Flow> FlowAsync(string name)
    {
        var product = await shared.GetAsync();
        return await Flow.StartAsync(product, shared.Faulty, name);
    }

    /// <summary>A bridge with one connection each way, over queues that can be spoiled.</summary>
    private sealed class Flow(RunningProduct product, FaultyQueues faulty, string name, string target, string source, string bridge, string topic, string intoTopic)
    {
        private int _events;

        public RunningProduct Product => product;

        public string Bridge => bridge;

        public string In { get; } = $"{name}In";

        public string Out { get; } = $"{name}Out";

        public static async Task<Flow> StartAsync(RunningProduct product, FaultyQueues faulty, string name)
        {
            var (target, source) = (await product.Fauxqs.CreateQueueAsync(), await product.Fauxqs.CreateQueueAsync());
            var (topic, intoTopic) = (await product.Portal.ChannelAsync($"{name}Out"), await product.Portal.ChannelAsync($"{name}In"));
            var bridge = await product.Portal.BridgeAsync(
                name, [Carries.Out($"{name}Out", faulty.Through(target)), Carries.In($"{name}In", faulty.Through(source))]);
            await product.Portal.UntilAsync(bridge, b => b.State == "Running", "Running");
            return new Flow(product, faulty, name, target, source, bridge, topic, intoTopic);
        }

        public async Task SetAsync(Fault fault, bool both)
        {
            await faulty.SetAsync(target, fault);
            if (both)
                await faulty.SetAsync(source, fault);
        }

        public async Task SendAsync(int events, bool both)
        {
            await Traffic.ToKafkaAsync(product.Kafka, topic, Out, 0, events);
            if (both)
                await Traffic.ToQueueAsync(product.Fauxqs, source, In, 0, events);
            _events = events;
        }

        public Task UntilAsync(Func<BridgeView, bool> satisfies, string what) => product.Portal.UntilAsync(bridge, satisfies, what);

        public async Task ArrivedAsync(bool both, bool copies)
        {
            await product.Portal.DeliveredAsync(bridge, both ? _events : 0, _events);
            var seen = new Dictionary<string, int>();
            await Traffic.DrainAsync(product.Fauxqs, target, seen, _events);
            var into = both ? await Traffic.ReadAsync(product.Kafka, intoTopic, _events) : [];
            var end = await product.Portal.UntilAsync(bridge, b => b.State == "Running", "Running");
            Assert.All(end.Connections, c => Assert.Equal(0, c.DeadLetters));
            await product.Portal.StopAsync(bridge);
            Assert.Empty(await product.Fauxqs.WaitingAsync(source));
            if (!copies)
                Assert.Equal((0, 0), (seen.Copies(), into.Copies()));
        }
    }
}
