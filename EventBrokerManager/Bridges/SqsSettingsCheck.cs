using System.Text.RegularExpressions;
using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Hosting;

namespace EventBrokerManager.Bridges;

/// <summary>Names what is broken in the section <c>Sqs</c>.</summary>
internal sealed partial class SqsSettingsCheck : IStartupCheck
{
    public IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration)
    {
        var section = configuration.GetSection(SqsOptions.Section);
        var endpoints = section.GetSection(nameof(SqsOptions.AllowedEndpoints));
        if (!string.IsNullOrEmpty(endpoints.Value))
            yield return new(endpoints.Path, $"is a single value; give a list, such as {endpoints.Path}:0.");
        foreach (var endpoint in endpoints.GetChildren())
        {
            if (!SqsQueueUrl.IsOrigin(endpoint.Value))
                yield return new(endpoint.Path, $"is {ConfigurationProblem.Shown(endpoint.Value)}; give an origin, that is scheme, host and port, such as http://127.0.0.1:9324.");
        }

        var principal = section[nameof(SqsOptions.PrincipalArn)];
        if (!string.IsNullOrEmpty(principal) && !Principal().IsMatch(principal))
        {
            yield return new($"{SqsOptions.Section}:{nameof(SqsOptions.PrincipalArn)}", $"is \"{principal}\"; give the ARN of an IAM role or user, "
                + "such as arn:aws:iam::123456789012:role/event-broker, or leave it out for the role that this process has.");
        }
    }

    [GeneratedRegex(@"\Aarn:aws(-cn|-us-gov)?:iam::[0-9]{12}:(role|user)/[A-Za-z0-9+=,.@_/-]{1,576}\z")]
    private static partial Regex Principal();
}
