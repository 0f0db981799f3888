using EventBrokerManager.Hosting;

namespace EventBrokerManager.Landscape.Demo;

/// <summary>Whether an empty database gets the demo landscape, and the demo landscape its traffic: <c>Demo:Enabled</c>.</summary>
internal sealed record DemoSwitch(bool IsOn)
{
    public const string Key = "Demo:Enabled";

    /// <summary>On in Development and off elsewhere, unless the configuration says otherwise.</summary>
    public static DemoSwitch From(IServiceProvider services) => new(
        bool.TryParse(services.GetRequiredService<IConfiguration>()[Key], out var given)
            ? given
            : services.GetRequiredService<IHostEnvironment>().IsDevelopment());
}

internal sealed class DemoCheck : IStartupCheck
{
    public IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration)
    {
        var given = configuration[DemoSwitch.Key];
        if (!string.IsNullOrEmpty(given) && !bool.TryParse(given, out _))
            yield return new ConfigurationProblem(DemoSwitch.Key, $"is \"{given}\"; give true or false, or leave it out.");
    }
}
