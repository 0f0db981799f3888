using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Bridges.Engine.Redrives;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Tests.Support.Services;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Bridges.Engine;

/// <summary>Time stands still, so that no wait ends but by Try now.</summary>
public sealed class BridgeRunnerTests : IAsyncLifetime, IConnector
{
    private static readonly PartitionId Orders = new("orders", 0);
    private static readonly PartitionId Stock = new("stock", 0);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly FakeBroker _broker = new();
    private readonly FakeConsumers _consumers = new();
    private readonly FakeProgress _progress = new();
    private readonly BridgeRunner _runner;
    private readonly Dictionary<string, TargetException> _faults = [];

    public BridgeRunnerTests()
    {
        _broker.AddTopic("orders");
        _runner = Runner(EnginePlans.Outbound());
        _consumers.Assign(Orders);
    }

    public string Key => "fake";

    public ISink OpenSink(BridgePlan bridge, ConnectionPlan connection) => 
        _faults.TryGetValue(connection.Topic, out var fault) ? throw fault : new FakeSink();

    public ISource OpenSource(BridgePlan bridge, ConnectionPlan connection) => new FakeSource();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _runner.StopAsync(BridgeState.Stopping);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Start_TargetCannotBeOpened_FailedWithItsCodeUntilTryNow()
    {
        _faults["orders"] = new TargetException(TargetFault.NeedsPerson, "not allowed") { Code = "some-code" };
        _runner.Start();
        await UntilAsync(BridgeState.Failed);
        Assert.Equal(("not allowed", "some-code"), (_runner.Snapshot().Reason, _runner.Snapshot().ReasonCode));

        _faults.Clear();
        _runner.TryNow();

        await UntilAsync(BridgeState.Running);
    }

    [Fact]
    public async Task Start_OneOfTwoTargetsCannotBeOpened_TheOtherRunsAndItFollows()
    {
        _broker.AddTopic("stock");
        _faults["stock"] = new TargetException(TargetFault.NeedsPerson, "not allowed");
        var (orders, stock) = (EnginePlans.Outbound(), EnginePlans.Outbound("stock"));
        var runner = Runner(orders, stock);

        await StartAndRepairAsync(runner, orders, stock, () => _faults.Clear());

        Assert.Equal(new SavedPosition(0, null), _progress.Positions[Stock]);
    }

    [Fact]
    public async Task Start_OneOfTwoChannelsMissing_TheOtherRunsAndItFollows()
    {
        var (orders, stock) = (EnginePlans.Outbound(), EnginePlans.Outbound("stock"));

        await StartAndRepairAsync(Runner(orders, stock), orders, stock, () => _broker.AddTopic("stock"));
    }

    [Fact]
    public async Task Start_OneOfTwoChannelsRefused_TheOtherRunsAndItFollows()
    {
        _broker.AddTopic("stock");
        _broker.RefusedTopics.Add("stock");
        var (orders, stock) = (EnginePlans.Outbound(), EnginePlans.Outbound("stock"));

        await StartAndRepairAsync(Runner(orders, stock), orders, stock, () => _broker.RefusedTopics.Clear());
    }

    [Fact]
    public async Task MeasureLag_RightToReadIsBackAndNothingComes_RunningAgain()
    {
        _runner.Start();
        await UntilAsync(BridgeState.Running);
        _consumers.Do((_, _) => throw new BrokerRefusedException("may not read") { Topic = "orders" });
        await UntilAsync(BridgeState.Failed);

        _broker.AddTopic("orders", mayBeRead: false);
        await _runner.MeasureLagAsync(default);
        Assert.Equal("may not read", _runner.Snapshot().Reason);

        _broker.AddTopic("orders", mayBeRead: true);
        await _runner.MeasureLagAsync(default);
        Assert.Equal(BridgeState.Running, _runner.Snapshot().State);
    }

    [Fact]
    public async Task Start_OutboundTargetCannotBeOpened_InboundRuns()
    {
        _broker.AddTopic("stock");
        _faults["orders"] = new TargetException(TargetFault.NeedsPerson, "not allowed");
        var (orders, stock) = (EnginePlans.Outbound(), EnginePlans.Inbound());
        var runner = Runner(orders, stock);
        runner.Start();

        await UntilAsync(runner, stock, BridgeState.Running);
        Assert.Equal(BridgeState.Failed, State(runner, orders));

        await runner.StopAsync(BridgeState.Stopping);
    }

    [Fact]
    public async Task Start_PositionsCannotBeKept_FailedThenGoesOn()
    {
        _progress.Problem = new IOException("disk full");
        _runner.Start();
        await UntilAsync(BridgeState.Failed);
        Assert.Contains("disk full", _runner.Snapshot().Reason, StringComparison.Ordinal);

        _progress.Problem = null;
        _runner.TryNow();

        await UntilAsync(BridgeState.Running);
    }

    [Fact]
    public async Task Tick_KafkaRefusesTheLogin_FailedWithItsWordsThenRecovers()
    {
        _runner.Start();
        await UntilAsync(BridgeState.Running);

        _broker.Refusal = "Kafka refuses the login.";
        _runner.Tick(TimeSpan.FromSeconds(1));
        Assert.Equal(BridgeState.Failed, _runner.Snapshot().State);
        Assert.StartsWith("Kafka refuses the login.", _runner.Snapshot().Reason, StringComparison.Ordinal);

        _broker.Refusal = null;
        _runner.Tick(TimeSpan.FromSeconds(1));
        Assert.Equal(BridgeState.Running, _runner.Snapshot().State);
    }

    /// <summary>Orders run while stock fails; after the repair stock is read too, and only then.</summary>
    private async Task StartAndRepairAsync(BridgeRunner runner, ConnectionPlan orders, ConnectionPlan stock, Action repair)
    {
        runner.Start();
        await UntilAsync(runner, orders, BridgeState.Running);
        await UntilAsync(runner, stock, BridgeState.Failed);
        Assert.Equal(["orders"], _consumers.Subscribed);

        repair();
        runner.TryNow();
        await Eventually.IsAsync(() => Task.FromResult(_consumers.Subscribed), topics => topics.Contains("stock"), Limit, "stock is read");
        _consumers.Assign(Stock);

        await UntilAsync(runner, stock, BridgeState.Running);
        Assert.Equal((1, BridgeState.Running), (_consumers.Opened, State(runner, orders)));
        await runner.StopAsync(BridgeState.Stopping);
    }

    private BridgeRunner Runner(params ConnectionPlan[] connections)
    {
        var parts = new EngineParts(
            _broker, _consumers, new Dictionary<string, IConnector> { [Key] = this }, _progress, new FakeDeadLetterStore(), new FakeRedriveStore(), _progress,
            new InstanceId(_folder), new FakeTimeProvider(), NullLogger.Instance);
        return new BridgeRunner(EnginePlans.Of(StartFrom.New, connections), parts, () => { });
    }

    private static BridgeState State(BridgeRunner runner, ConnectionPlan connection) =>
        runner.Snapshot().Connections.Single(status => status.Id == connection.Id).State;

    private static Task UntilAsync(BridgeRunner runner, ConnectionPlan connection, BridgeState state) =>
        Eventually.IsAsync(() => Task.FromResult(State(runner, connection)), seen => seen == state, Limit, $"{connection.Topic} is {state}");

    private Task UntilAsync(BridgeState state) => Eventually.IsAsync(
        () => Task.FromResult(_runner.Snapshot()), seen => seen.State == state, Limit, state.ToString());
}
