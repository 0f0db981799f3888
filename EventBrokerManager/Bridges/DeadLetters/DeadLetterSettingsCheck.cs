using System.Globalization;
using EventBrokerManager.Hosting;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>Names what is broken in the section <c>DeadLetters</c>.</summary>
internal sealed class DeadLetterSettingsCheck : IStartupCheck
{
    public IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration)
    {
        var section = configuration.GetSection(DeadLetterOptions.Section);
        if (Problem(section, nameof(DeadLetterOptions.MaxCount), int.MaxValue, "dead letters of one bridge, such as 100000") is { } count)
            yield return count;
        if (Problem(section, nameof(DeadLetterOptions.MaxBytes), long.MaxValue, "bytes of one bridge's dead letters, such as 1073741824") is { } bytes)
            yield return bytes;
    }

    private static ConfigurationProblem? Problem(IConfigurationSection section, string key, long most, string what)
    {
        var value = section[key];
        if (value is null || (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most))
            return null;
        return new ConfigurationProblem($"{section.Path}:{key}", $"is \"{value}\"; give a whole number from 1 on: {what}.");
    }
}
