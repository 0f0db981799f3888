namespace EventBrokerManager.Hosting.Checks;

/// <summary>Checks <c>Database:Provider</c> and <c>PublicUrl</c>.</summary>
internal sealed class GeneralCheck : IStartupCheck
{
    public IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration)
    {
        var provider = configuration["Database:Provider"];
        if (string.Equals(provider, "PostgreSql", StringComparison.OrdinalIgnoreCase))
            yield return new ConfigurationProblem("Database:Provider", "is PostgreSql, which is not available yet; give Sqlite, or leave it out.");
        else if (!string.IsNullOrEmpty(provider) && !string.Equals(provider, "Sqlite", StringComparison.OrdinalIgnoreCase))
            yield return new ConfigurationProblem("Database:Provider", $"is \"{provider}\"; give Sqlite, or leave it out.");
        if (configuration["PublicUrl"] is { Length: > 0 } url && !IsOrigin(url))
        {
            yield return new ConfigurationProblem("PublicUrl", $"is {ConfigurationProblem.Shown(url)}; give the address that people open, without a path, such as "
                + "https://events.example.com.");
        }
    }

    /// <summary>An absolute http or https address with nothing after host and port but perhaps one slash.</summary>
    private static bool IsOrigin(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && text!.StartsWith($"{uri.Scheme}://", StringComparison.OrdinalIgnoreCase)
        && (text.EndsWith('/') ? text[..^1] : text)[(uri.Scheme.Length + 3)..].IndexOfAny(['/', '\\', '?', '#', '@', ' ']) < 0;
}
