namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>A queue whose address was checked. Made by <see cref="Check"/> alone, so holding one is the proof.</summary>
public sealed record SqsQueueUrl
{
    private SqsQueueUrl(AwsRegion region, string account, string name, string origin)
    {
        (Region, Account, Name, Origin) = (region.Code, account, name, origin);
        Arn = $"arn:{region.Partition}:sqs:{region.Code}:{account}:{name}";
        IsAws = origin == "https://" + region.SqsHost;
    }

    public string Region { get; }

    /// <summary>12 digits.</summary>
    public string Account { get; }

    public string Name { get; }

    /// <summary>Scheme, host and port: what is dialled, and nothing else.</summary>
    public string Origin { get; }

    public string Arn { get; }

    /// <summary>False for an endpoint that the deployment's configuration allows.</summary>
    public bool IsAws { get; }

    /// <summary>The one notation under which the queue is kept and compared.</summary>
    public string Url => $"{Origin}/{Account}/{Name}";

    /// <summary>True where the queue keeps the order per message group.</summary>
    public bool IsFifo => Name.EndsWith(SqsQueueUrlReader.FifoSuffix, StringComparison.Ordinal);

    public override string ToString() => Url;

    /// <summary>
    /// Checks a queue's address as a person or a program gave it. The raw text is compared, because
    /// <see cref="Uri"/> quietly mends what must be refused (dot segments, default ports, upper case, backslashes).
    /// </summary>
    /// <param name="text">A URL, or an ARN, which is turned into its URL. Blanks around it are dropped.</param>
    /// <param name="region">The bridge's region.</param>
    /// <param name="allowedOrigins">Origins other than AWS that the deployment allows, such as <c>http://127.0.0.1:9324</c>.</param>
    public static SqsUrlCheck Check(string? text, string? region, IReadOnlyCollection<string> allowedOrigins)
    {
        if (AwsRegions.Find(region) is not { } known)
            return SqsUrlCheck.Refused("Choose the bridge's region first.");

        try
        {
            var (parts, fromArn) = SqsQueueUrlReader.Read((text ?? "").Trim(), known, allowedOrigins);
            var queue = new SqsQueueUrl(known, parts.Account, parts.Name, parts.Origin);
            return new SqsUrlCheck(queue, null, fromArn ? $"The ARN was turned into the queue's URL: {queue.Url}" : null, null);
        }
        catch (SqsUrlException refusal)
        {
            return new SqsUrlCheck(null, refusal.Message, null, refusal.OtherRegion);
        }
    }

    /// <summary>Whether the text is scheme, host and port, and nothing more.</summary>
    public static bool IsOrigin(string? text) =>
        Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
        && uri.UserInfo.Length == 0 && uri.AbsolutePath == "/" && uri.Query.Length == 0 && uri.Fragment.Length == 0;

    /// <summary>An origin as it is compared: lower-case scheme and host, no trailing slash.</summary>
    /// <exception cref="FormatException">It is no origin; the message names it.</exception>
    public static string NormaliseOrigin(string origin) => IsOrigin(origin)
        ? new Uri(origin.Trim()).GetLeftPart(UriPartial.Authority)
        : throw new FormatException($"Sqs:AllowedEndpoints has '{origin}', which is no origin. Write it as scheme, host and port, such as http://127.0.0.1:9324.");
}

/// <summary>What came of checking an address: a queue, or what is wrong with it and what to do.</summary>
/// <param name="Note">Something the person should know although all is well, such as that an ARN was turned into a URL.</param>
/// <param name="OtherRegion">The region that the address is in, where that is all that is wrong.</param>
public sealed record SqsUrlCheck(SqsQueueUrl? Queue, string? Problem, string? Note, string? OtherRegion)
{
    internal static SqsUrlCheck Refused(string problem) => new(null, problem, null, null);
}
