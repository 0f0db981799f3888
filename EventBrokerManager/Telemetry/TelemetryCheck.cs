using EventBrokerManager.Hosting;

namespace EventBrokerManager.Telemetry;

/// <summary>Checks the addresses of OpenTelemetry's collector: the SDK would leave a broken one out, silently.</summary>
internal sealed class TelemetryCheck : IStartupCheck
{
    public IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration) =>
        from key in OtlpKeys.All
        where configuration[key] is { Length: > 0 } url && !IsAddress(url)
        select new ConfigurationProblem(key, $"is {ConfigurationProblem.Shown(configuration[key]!)}; give the collector's address, such as http://localhost:4317, or leave it out.");

    private static bool IsAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
