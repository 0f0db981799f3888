namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>The configuration section <c>Sqs</c>.</summary>
public sealed class SqsOptions
{
    public const string Section = "Sqs";

    /// <summary>Further origins allowed in queue URLs, such as <c>http://127.0.0.1:9324</c>. Empty: AWS alone.</summary>
    public IReadOnlyList<string> AllowedEndpoints { get; init; } = [];

    /// <summary>The principal named in policy statements; null: our own role, as AWS tells it.</summary>
    public string? PrincipalArn { get; init; }
}
