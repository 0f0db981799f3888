using System.Diagnostics.Metrics;
using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Broker;
using EventBrokerManager.Persistence;

namespace EventBrokerManager.Telemetry;

/// <summary>The metrics of this process as a whole: Kafka, the database, readiness.</summary>
internal sealed class ProcessMetrics : IDisposable
{
    private readonly Meter _meter = new(EngineMeters.Name);

    public ProcessMetrics(IBroker broker, DatabaseReady database, DatabaseErrors errors, TimeProvider time)
    {
        _meter.CreateObservableGauge("ebm.ready", () => database.IsOpen && broker.Health.HasAnswered ? 1 : 0, null, "1 once the database is up to date and Kafka has answered.");
        _meter.CreateObservableGauge(
            "ebm.kafka.up", () => broker.Health is { HasAnswered: true, AwaySince: null } ? 1 : 0, null, "1 while Kafka answers.");
        _meter.CreateObservableGauge(
            "ebm.kafka.away.age", () => broker.Health.AwaySince is { } since ? Math.Max(0, (time.GetUtcNow() - since).TotalSeconds) : 0, "s",
            "Time since Kafka stopped answering; 0 while it answers.");
        _meter.CreateObservableCounter("ebm.database.errors", () => errors.Count, "{error}", "Commands and connections that failed at the database.");
    }

    public void Dispose() => _meter.Dispose();
}
