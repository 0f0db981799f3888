namespace EventBrokerManager.Bridges;

/// <summary>A service that bridges connect to, or will.</summary>
/// <param name="Key">As in the API.</param>
/// <param name="Available">False for one that cannot be chosen yet.</param>
public sealed record BridgeServiceKind(string Key, string Name, bool Available);

/// <summary>The services, in the order in which they are offered.</summary>
public static class BridgeServices
{
    public const string Sqs = "sqs";

    public static IReadOnlyList<BridgeServiceKind> All { get; } =
    [
        new(Sqs, "AWS SQS", true),
        new("s3", "AWS S3", false),
        new("pubsub", "Google Pub/Sub", false),
    ];

    /// <summary>The service of that key, in any case; null where there is none.</summary>
    public static BridgeServiceKind? Find(string? key) =>
        All.FirstOrDefault(s => string.Equals(s.Key, key?.Trim(), StringComparison.OrdinalIgnoreCase));
}
