using EventBrokerManager.Hosting;

namespace EventBrokerManager.Identity;

/// <summary>Checks <c>Api:Tokens</c>; never repeats a token.</summary>
internal sealed class ApiTokensCheck : IStartupCheck
{
    public IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration)
    {
        var section = configuration.GetSection("Api:Tokens");
        if (section.Value is { Length: > 0 })
        {
            yield return new ConfigurationProblem(
                section.Path, "is a single value; give a list, such as Api:Tokens:0:Name, Api:Tokens:0:Role and Api:Tokens:0:Token.");
        }
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var token in section.GetChildren())
        {
            if (string.IsNullOrWhiteSpace(token["Name"]))
                yield return new ConfigurationProblem($"{token.Path}:Name", "is missing; give the token a name, which stands in the audit.");
            else if (!names.Add(token["Name"]!.Trim()))
                yield return new ConfigurationProblem($"{token.Path}:Name", $"is \"{token["Name"]}\" again; give each token its own name.");
            if (ApiTokens.ReadRole(token["Role"]) is null)
                yield return new ConfigurationProblem($"{token.Path}:Role", $"is \"{token["Role"]}\"; give View, TechnicalContact or Admin.");
            if (string.IsNullOrWhiteSpace(token["Token"]))
                yield return new ConfigurationProblem($"{token.Path}:Token", "is missing; give a long random text, such as from: openssl rand -hex 32");
        }
    }
}
