namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>Who the bridges are for AWS.</summary>
/// <param name="Arn">What a policy names as principal.</param>
/// <param name="Note">What to check about it, or null.</param>
public sealed record BridgePrincipal(string Arn, string? Note);

/// <summary>Tells the principal of the policy statements: the setting <c>Sqs:PrincipalArn</c>, else our own role.</summary>
public interface IPrincipalSource
{
    /// <summary>Answers within a few seconds; null where nobody knows.</summary>
    /// <param name="region">The bridge's region, whose partition is asked.</param>
    Task<BridgePrincipal?> GetAsync(string region, CancellationToken cancellation);
}

/// <summary>Reads principals out of what AWS's Security Token Service says.</summary>
public static class CallerIdentity
{
    /// <summary>
    /// A policy names roles, not their sessions: <c>arn:aws:sts::123456789012:assumed-role/NAME/SESSION</c> is
    /// <c>arn:aws:iam::123456789012:role/NAME</c>. The role's path does not stand in a session's ARN.
    /// </summary>
    public static BridgePrincipal ToPrincipal(string callerArn)
    {
        var parts = callerArn.Split(':', 6);
        if (parts is not ["arn", var partition, "sts", _, var account, var resource]
            || resource.Split('/') is not ["assumed-role", var role, _])
            return new BridgePrincipal(callerArn, null);

        return new BridgePrincipal(
            $"arn:{partition}:iam::{account}:role/{role}",
            $"AWS names the role {role} without its path. Where the role has one (role/path/{role}), write its full ARN, or have it set as Sqs:PrincipalArn.");
    }
}
