using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Bridges.Engine.Logging;
using EventBrokerManager.Bridges.Engine.Metering;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Bridges.Engine.Logging;

public sealed class EngineLogTests : ILogger
{
    private const string Away = "Queue orders does not answer.";
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _lines = [];
    private readonly List<object> _scopes = [];
    private readonly EngineLog _log;

    public EngineLogTests() => _log = new EngineLog(
        this, new LogScope(EnginePlans.Bridge, Guid.Empty, new ConnectionLabels("orders-out", "OrderPlaced to orders")), _time);

    [Fact]
    public void Fault_OutageOfThreeHours_OneLineThenOneAMinuteThenItsEnd()
    {
        for (var second = 0; second < 3 * 60 * 60; second += 10)
        {
            _log.Fault(Facet.Target, needsPerson: false, Away);
            Pass(10);
        }

        _log.Recovered(Facet.Target);

        Assert.Equal($"Warning Bridge orders-out, OrderPlaced to orders: {Away}", _lines[0]);
        Assert.Equal($"Warning Bridge orders-out, OrderPlaced to orders: repeated 5 times in the last minute: {Away}", _lines[1]);
        Assert.Equal("Information Bridge orders-out, OrderPlaced to orders: Target goes on again after 10800 s.", _lines[^1]);
        Assert.Equal(1 + 180 + 1, _lines.Count);
    }

    [Fact]
    public void Fault_AfterItsEnd_NewAgain()
    {
        _log.Fault(Facet.Target, needsPerson: false, Away);
        _log.Recovered(Facet.Target);
        _log.Fault(Facet.Target, needsPerson: true, "No such queue.");

        Assert.Equal(3, _lines.Count);
        Assert.Equal("Error Bridge orders-out, OrderPlaced to orders: No such queue.", _lines[2]);
    }

    [Fact]
    public void Fault_ComesAndGoesEachSecond_SevenLinesAMinuteAtMost()
    {
        for (var second = 0; second < 600; second++)
        {
            _log.Fault(Facet.Target, needsPerson: false, Away);
            _log.Recovered(Facet.Target);
            Pass(1);
        }

        Assert.InRange(_lines.Count, 10, 70);
    }

    [Fact]
    public void Fault_OfAnotherKind_NotCountedWithTheFirst()
    {
        _log.Fault(Facet.Target, needsPerson: false, Away);
        _log.Fault(Facet.DeadLetters, needsPerson: true, "The disk is full.");

        Assert.Equal(2, _lines.Count);
    }

    [Fact]
    public void Fault_LastsWithoutRepeating_ItsEndIsTold()
    {
        _log.Fault(Facet.Target, needsPerson: true, "No such queue.");
        Pass(600);
        _log.Recovered(Facet.Target);

        Assert.Equal("Information Bridge orders-out, OrderPlaced to orders: Target goes on again after 600 s.", _lines[^1]);
        Assert.Equal(2, _lines.Count);
    }

    [Fact]
    public void Recovered_NothingWasAtFault_Silent()
    {
        _log.Recovered(Facet.Target);
        Assert.Empty(_lines);
    }

    [Fact]
    public void Log_ExceptionAgainAndAgain_OnceThenSummedUp()
    {
        for (var i = 0; i < 100; i++)
            _log.LogError(new FormatException("no number"), "Offset {Offset} cannot be mapped", i);
        Pass(60);
        _log.LogError(new InvalidOperationException(), "Offset {Offset} cannot be mapped", 100);

        Assert.Equal(
            ["Error Offset 0 cannot be mapped", "Error Bridge orders-out, OrderPlaced to orders: repeated 99 times in the last minute: Offset 99 cannot be mapped", "Error Offset 100 cannot be mapped"],
            _lines);
    }

    [Fact]
    public void Log_Information_NeverHeldBack()
    {
        for (var i = 0; i < 10; i++)
            _log.LogInformation("Reading");
        Assert.Equal(10, _lines.Count);
    }

    [Fact]
    public void Log_EveryLine_HasBridgeAndConnectionInScope()
    {
        _log.LogInformation("Reading");
        _log.Fault(Facet.Target, needsPerson: false, Away);

        Assert.Equal(2, _scopes.Count);
        Assert.All(_scopes, scope => Assert.Equal(
            [new("Bridge", "orders-out"), new("BridgeId", "a0000000000000000000000000000001"), new("Connection", "OrderPlaced to orders"), new("ConnectionId", new string('0', 32))],
            (IEnumerable<KeyValuePair<string, object?>>)scope));
    }

    IDisposable? ILogger.BeginScope<TState>(TState state)
    {
        _scopes.Add(state);
        return null;
    }

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add($"{logLevel} {formatter(state, exception)}");

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _log.Tick();
        }
    }
}
