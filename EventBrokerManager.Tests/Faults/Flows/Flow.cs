using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults.Flows;

/// <summary>
/// A bridge with one connection each way, both in order by key, in the middle of traffic; what is sent and what arrives is counted event
/// by event. The queue that it sends to is a FIFO queue that does not drop copies, so that each one is seen.
/// </summary>
internal sealed class Flow : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private readonly string _name;
    private readonly string _source;

    private Flow(FaultWorld world, Portal portal, string name, string topic, string into, string source, string bridge, int keys, int ahead)
    {
        (World, Portal, _name, Topic, _source, Bridge) = (world, portal, name, topic, source, bridge);
        (Out, In) = (new Ledger(keys), new Ledger(keys));
        world.Enter($"{name}.fifo", Out);
        OutFeed = Feed.ToKafka(world.Kafka, topic, $"{name}Out", Out, ahead);
        InFeed = Feed.ToFifo(world.Fauxqs, source, $"{name}In", In, ahead);
        Reader = new TopicReader(world.Kafka, into, Support.Services.Portal.Partitions, In);
    }

    public FaultWorld World { get; }

    public Portal Portal { get; }

    public string Bridge { get; }

    /// <summary>What the connection to the queue reads.</summary>
    public string Topic { get; }

    /// <summary>What the queue took.</summary>
    public Ledger Out { get; }

    /// <summary>What Kafka has.</summary>
    public Ledger In { get; }

    public Feed OutFeed { get; }

    public Feed InFeed { get; }

    public TopicReader Reader { get; }

    /// <param name="ahead">Events on their way at most, each way.</param>
    /// <param name="app">Another product than the world's own.</param>
    public static async Task<Flow> StartAsync(FaultWorld world, string name, QueueWays ways, int keys = 200, int ahead = 2_000, AppProcess? app = null)
    {
        var portal = app is null ? world.Portal : new Portal(app.Api);
        var source = await world.Fauxqs.CreateQueueAsync(fifo: true);
        var topic = await portal.ChannelAsync($"{name}Out");
        var into = await portal.ChannelAsync($"{name}In");
        var bridge = await portal.BridgeAsync(name, [
            Carries.Out($"{name}Out", $"http://{ways.Out.Address}/000000000000/{name}.fifo"),
            Carries.In($"{name}In", $"http://{ways.In.Address}{new Uri(source).AbsolutePath}")]);
        var flow = new Flow(world, portal, name, topic, into, source, bridge, keys, ahead);
        flow.OutFeed.Start();
        flow.InFeed.Start();
        await flow.MovesAsync();
        return flow;
    }

    public ConnectionView OutOf(BridgeView bridge) => bridge.Of($"{_name}Out");

    public ConnectionView InOf(BridgeView bridge) => bridge.Of($"{_name}In");

    public Task<BridgeView> UntilAsync(Func<BridgeView, bool> satisfies, string what) => Portal.UntilAsync(Bridge, satisfies, what);

    /// <summary>Waits until so many further events have arrived, each way.</summary>
    public async Task MovesAsync(int events = 100)
    {
        var (toOut, toIn) = (Out.Distinct + events, In.Distinct + events);
        await Portal.BringsAsync(Bridge, Eventually.IsAsync(
            () => Task.FromResult((Out: Out.Distinct, In: In.Distinct)), now => now.Out >= toOut && now.In >= toIn, Limit,
            $"{_name}: {events} more arrive each way, {toOut} and {toIn}"));
    }

    /// <summary>Waits until what a dead or cut product had on its way has arrived: from then on nothing more does.</summary>
    public async Task QuietAsync()
    {
        var last = -1;
        await Eventually.IsAsync(
            async () =>
            {
                await Reader.CatchUpAsync();
                var before = last;
                last = Out.Distinct + Out.Copies + In.Distinct + In.Copies;
                await Task.Delay(100);
                return before == last;
            },
            same => same, Limit, $"{_name} is quiet");
    }

    /// <summary>How many events the queue has that Kafka still takes for unread; not while it moves.</summary>
    public async Task<int> UncommittedAsync() => Out.Distinct - await World.Kafka.CommittedAsync(Bridge, Topic);

    /// <summary>How many events Kafka has that are still in their queue; not while it moves.</summary>
    public async Task<int> UnsettledAsync()
    {
        using var held = await InFeed.HoldAsync();
        await Reader.CatchUpAsync();
        var waiting = await World.Fauxqs.WaitingAsync(_source);
        return In.Distinct - (InFeed.Sent - waiting.Values.Sum());
    }

    /// <summary>Ends the traffic, waits until all has arrived, and stops the bridge: nothing lost, nothing out of order, nothing set aside.</summary>
    public async Task FinishAsync()
    {
        await Task.WhenAll(OutFeed.StopAsync(), InFeed.StopAsync());
        await Portal.BringsAsync(Bridge, Eventually.IsAsync(
            () => Task.FromResult((Out: Out.Distinct, In: In.Distinct)), now => now.Out == OutFeed.Sent && now.In == InFeed.Sent, Limit,
            $"{_name}: all arrive, {OutFeed.Sent} and {InFeed.Sent}"));
        await UntilAsync(b => b.State == "Running" && b.Connections.All(c => c.Lag == 0), "nothing waits");
        await Portal.StopAsync(Bridge);
        await Reader.CatchUpAsync();
        Assert.Equal((OutFeed.Sent, InFeed.Sent), (Out.Distinct, In.Distinct));
        Assert.Equal((0, 0), (Out.Disorder, In.Disorder));
        Assert.Empty(await World.Fauxqs.WaitingAsync(_source));
        Assert.Empty(await Portal.DeadLettersAsync(Bridge));
    }

    public async ValueTask DisposeAsync()
    {
        await OutFeed.DisposeAsync();
        await InFeed.DisposeAsync();
        Reader.Dispose();
    }

    public override string ToString() => $"{_name}: out {Out} of {OutFeed.Sent}; in {In} of {InFeed.Sent}";
}
