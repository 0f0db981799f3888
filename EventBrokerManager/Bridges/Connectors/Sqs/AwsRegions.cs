namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>A region of AWS.</summary>
/// <param name="Code">Such as <c>eu-central-1</c>.</param>
/// <param name="City">Where it is, for people who search.</param>
public sealed record AwsRegion(string Code, string City)
{
    /// <summary>First part of the ARNs there: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>.</summary>
    public string Partition =>
        Code.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : Code.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";

    /// <summary>The host of SQS there.</summary>
    public string SqsHost => $"sqs.{Code}.amazonaws.com{(Partition == "aws-cn" ? ".cn" : "")}";

    public override string ToString() => $"{Code} ({City})";
}

/// <summary>The regions that a bridge can be in: those of the partitions aws, aws-cn and aws-us-gov.</summary>
public static class AwsRegions
{
    /// <summary>Ordered by code.</summary>
    public static IReadOnlyList<AwsRegion> All { get; } =
    [
        new("af-south-1", "Cape Town"),
        new("ap-east-1", "Hong Kong"),
        new("ap-east-2", "Taipei"),
        new("ap-northeast-1", "Tokyo"),
        new("ap-northeast-2", "Seoul"),
        new("ap-northeast-3", "Osaka"),
        new("ap-south-1", "Mumbai"),
        new("ap-south-2", "Hyderabad"),
        new("ap-southeast-1", "Singapore"),
        new("ap-southeast-2", "Sydney"),
        new("ap-southeast-3", "Jakarta"),
        new("ap-southeast-4", "Melbourne"),
        new("ap-southeast-5", "Malaysia"),
        new("ap-southeast-6", "New Zealand"),
        new("ap-southeast-7", "Thailand"),
        new("ca-central-1", "Montreal"),
        new("ca-west-1", "Calgary"),
        new("cn-north-1", "Beijing"),
        new("cn-northwest-1", "Ningxia"),
        new("eu-central-1", "Frankfurt"),
        new("eu-central-2", "Zurich"),
        new("eu-north-1", "Stockholm"),
        new("eu-south-1", "Milan"),
        new("eu-south-2", "Spain"),
        new("eu-west-1", "Ireland"),
        new("eu-west-2", "London"),
        new("eu-west-3", "Paris"),
        new("il-central-1", "Tel Aviv"),
        new("me-central-1", "United Arab Emirates"),
        new("me-south-1", "Bahrain"),
        new("me-west-1", "Saudi Arabia"),
        new("mx-central-1", "Mexico"),
        new("sa-east-1", "Sao Paulo"),
        new("sa-west-1", "Chile"),
        new("us-east-1", "North Virginia"),
        new("us-east-2", "Ohio"),
        new("us-gov-east-1", "GovCloud, US East"),
        new("us-gov-west-1", "GovCloud, US West"),
        new("us-west-1", "North California"),
        new("us-west-2", "Oregon"),
    ];

    private static readonly Dictionary<string, AwsRegion> ByCode = All.ToDictionary(r => r.Code, StringComparer.Ordinal);

    /// <summary>The region with exactly this code, or null.</summary>
    public static AwsRegion? Find(string? code) => code is not null && ByCode.TryGetValue(code, out var region) ? region : null;
}
