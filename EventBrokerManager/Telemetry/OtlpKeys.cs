namespace EventBrokerManager.Telemetry;

/// <summary>OpenTelemetry's own variables that say where to send; unless one is set, nothing is sent.</summary>
internal static class OtlpKeys
{
    public const string Everything = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string Metrics = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    public const string Traces = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    public static IReadOnlyList<string> All { get; } = [Everything, Metrics, Traces];

    public static bool IsSet(IConfiguration configuration, string signal) =>
        !string.IsNullOrEmpty(configuration[Everything]) || !string.IsNullOrEmpty(configuration[signal]);
}
