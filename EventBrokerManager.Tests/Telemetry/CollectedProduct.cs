namespace EventBrokerManager.Tests.Telemetry;

/// <summary>The product with an OpenTelemetry collector.</summary>
public sealed class CollectedProduct : MeasuredProduct
{
    internal FakeCollector Collector { get; private set; } = null!;

    private protected override Dictionary<string, string?> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
    };

    public override async Task InitializeAsync()
    {
        Collector = await FakeCollector.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Collector.DisposeAsync();
    }
}
