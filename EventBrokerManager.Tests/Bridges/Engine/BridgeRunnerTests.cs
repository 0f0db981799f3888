using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Tests.Support.Services;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Bridges.Engine;

/// <summary>Time stands still, so that no wait ends but by Try now.</summary>
public sealed class BridgeRunnerTests : IAsyncLifetime, IConnector
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly FakeBroker _broker = new();
    private readonly FakeConsumers _consumers = new();
    private readonly FakeProgress _progress = new();
    private readonly BridgeRunner _runner;
    private TargetException? _fault;

    public BridgeRunnerTests()
    {
        _broker.AddTopic("orders");
        var parts = new EngineParts(
            _broker, _consumers, new Dictionary<string, IConnector> { [Key] = this }, _progress, new FakeDeadLetterStore(), _progress,
            new InstanceId(_folder), new FakeTimeProvider(), NullLogger.Instance);
        _runner = new BridgeRunner(EnginePlans.Of(StartFrom.New, EnginePlans.Outbound()), parts, () => { });
        _consumers.Assign(new PartitionId("orders", 0));
    }

    public string Key => "fake";

    public ISink OpenSink(BridgePlan bridge, ConnectionPlan connection) => _fault is null ? new FakeSink() : throw _fault;

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
        _fault = new TargetException(TargetFault.NeedsPerson, "not allowed") { Code = "some-code" };
        _runner.Start();
        await UntilAsync(BridgeState.Failed);
        Assert.Equal(("not allowed", "some-code"), (_runner.Snapshot().Reason, _runner.Snapshot().ReasonCode));

        _fault = null;
        _runner.TryNow();

        await UntilAsync(BridgeState.Running);
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

    private Task UntilAsync(BridgeState state) => Eventually.IsAsync(
        () => Task.FromResult(_runner.Snapshot()), seen => seen.State == state, TimeSpan.FromSeconds(60), state.ToString());
}
