using System.Diagnostics.Metrics;
using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EventBrokerManager.Telemetry;

public static class TelemetryModule
{
    private const string Path = "/metrics";

    /// <summary>Of all connections together, each of which has four distributions.</summary>
    private const int MostStreams = 20_000;

    /// <summary>
    /// Metrics for Prometheus at <c>/metrics</c>; metrics and traces to an OpenTelemetry collector where the standard variables name one.
    /// Without a collector no trace is collected, and events are carried byte for byte.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IStartupCheck, TelemetryCheck>();
        services.AddSingleton<BridgeCatalogue>();
        services.AddHostedService(provider => provider.GetRequiredService<BridgeCatalogue>());
        services.AddSingleton<BridgeMetrics>();
        services.AddSingleton<ProcessMetrics>();
        var telemetry = services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics => AddMetrics(metrics, configuration));
        if (OtlpKeys.IsSet(configuration, OtlpKeys.Traces))
            telemetry.WithTracing(traces => traces.AddSource(EngineMeters.Name).AddOtlpExporter());
        return services;
    }

    /// <summary>
    /// Maps <c>/metrics</c>, for everybody who reaches the port, as health paths are: it tells names and counts, and holds no address, no
    /// content and no secret.
    /// </summary>
    public static void MapMetrics(this IEndpointRouteBuilder endpoints)
    {
        // Nobody else asks for them; made, they are found by their name.
        endpoints.ServiceProvider.GetRequiredService<BridgeMetrics>();
        endpoints.ServiceProvider.GetRequiredService<ProcessMetrics>();
        endpoints.MapPrometheusScrapingEndpoint(Path, null, Refresh, null).AllowAnonymous();
    }

    private static void Refresh(IApplicationBuilder app)
    {
        var catalogue = app.ApplicationServices.GetRequiredService<BridgeCatalogue>();
        app.Use(async (context, next) =>
        {
            await catalogue.RefreshAsync(context.RequestAborted);
            await next(context);
        });
    }

    private static void AddMetrics(MeterProviderBuilder metrics, IConfiguration configuration)
    {
        metrics
            .SetMaxMetricStreams(MostStreams)
            .AddMeter(EngineMeters.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Components.Server.Circuits")
            .AddView(Limit)
            .AddPrometheusExporter(options => options.ScopeInfoEnabled = false);
        if (OtlpKeys.IsSet(configuration, OtlpKeys.Metrics))
            metrics.AddOtlpExporter();
    }

    /// <summary>Memory is taken for as many series as a metric may have: few for those of a single connection, more for all states.</summary>
    private static MetricStreamConfiguration? Limit(Instrument instrument) => instrument.Meter.Name != EngineMeters.Name ? null
        : instrument.Name == BridgeMetrics.ConnectionState ? new MetricStreamConfiguration { CardinalityLimit = BridgeMetrics.MostStates }
        : instrument is Histogram<double> or Histogram<long> ? new MetricStreamConfiguration { CardinalityLimit = 10 }
        : null;

    private static void Describe(ResourceBuilder resource) =>
        resource.AddService("event-broker-manager", serviceVersion: typeof(TelemetryModule).Assembly.GetName().Version?.ToString(3));
}
