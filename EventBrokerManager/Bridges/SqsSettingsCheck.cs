using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Hosting;

namespace EventBrokerManager.Bridges;

/// <summary>Names what is broken in the section <c>Sqs</c>.</summary>
internal sealed class SqsSettingsCheck : IStartupCheck
{
    public IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration)
    {
        var section = configuration.GetSection(SqsOptions.Section);
        foreach (var endpoint in section.GetSection(nameof(SqsOptions.AllowedEndpoints)).GetChildren())
        {
            if (!SqsQueueUrl.IsOrigin(endpoint.Value))
                yield return new(endpoint.Path, $"is \"{endpoint.Value}\"; give an origin, that is scheme, host and port, such as http://127.0.0.1:9324.");
        }

        var principal = section[nameof(SqsOptions.PrincipalArn)];
        if (!string.IsNullOrWhiteSpace(principal) && principal.Trim().Split(':', 6) is not ["arn", _, "iam" or "sts", _, _, _])
            yield return new($"{SqsOptions.Section}:{nameof(SqsOptions.PrincipalArn)}", $"is \"{principal}\"; give the ARN of the bridge's role, such as arn:aws:iam::123456789012:role/event-broker.");
    }
}
