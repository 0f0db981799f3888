namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>An address was refused.</summary>
internal sealed class SqsUrlException(string message, string? otherRegion = null) : Exception(message)
{
    public string? OtherRegion { get; } = otherRegion;
}

/// <summary>Takes a queue's address apart, character by character; refuses all that is not the one notation.</summary>
internal static class SqsQueueUrlReader
{
    public const string FifoSuffix = ".fifo";

    // Longer than any queue URL: scheme, host, 12 digits, 80 characters of name.
    private const int LongestUrl = 256;

    internal readonly record struct Parts(string Origin, string Account, string Name);

    /// <exception cref="SqsUrlException">With what is wrong and what to do.</exception>
    public static (Parts Parts, bool FromArn) Read(string text, AwsRegion region, IReadOnlyCollection<string> allowedOrigins)
    {
        var example = $"https://{region.SqsHost}/123456789012/orders";
        if (text.Length == 0)
            throw new SqsUrlException($"Enter the queue's URL, such as {example}.");
        if (text.Length > LongestUrl)
            throw new SqsUrlException($"This is {text.Length:N0} characters long; a queue URL has {LongestUrl} at most. Copy the URL from the queue's page in the AWS console.");
        CheckCharacters(text);

        if (text.StartsWith("arn:", StringComparison.OrdinalIgnoreCase))
            return (ReadArn(text, region), true);

        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd <= 0)
            throw new SqsUrlException($"This is not a URL. A queue URL looks like {example}.");

        RefuseExtras(text);
        var pathStart = text.IndexOf('/', schemeEnd + 3);
        var origin = pathStart < 0 ? text : text[..pathStart];
        var path = pathStart < 0 ? "" : text[pathStart..];
        if (!allowedOrigins.Contains(origin, StringComparer.Ordinal))
            CheckAwsOrigin(text[..schemeEnd], origin[(schemeEnd + 3)..], region);

        var (account, name) = ReadPath(path, example);
        return (new Parts(origin, account, name), false);
    }

    private static void CheckCharacters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is > ' ' and <= '~')
                continue;
            var what = text[i] == ' ' ? "a blank" : $"the character U+{(int)text[i]:X4}";
            throw new SqsUrlException($"There is {what} at position {i + 1}; a queue URL has only plain ASCII characters. Type it anew, or copy it from the queue's page in the AWS console.");
        }
    }

    private static void RefuseExtras(string text)
    {
        if (text.Contains('\\'))
            throw new SqsUrlException("There is a backslash in this URL. Write it with forward slashes.");
        if (text.Contains('%'))
            throw new SqsUrlException("There is a percent sign in this URL; a queue URL needs no encoding. Write the queue's name as it is.");
        if (text.Contains('@'))
            throw new SqsUrlException("There is user information (before an @) in this URL. Leave it out: the bridge signs in with its own role.");
        if (text.Contains('?'))
            throw new SqsUrlException("There is a query (after a ?) in this URL. Leave it out: the URL ends with the queue's name.");
        if (text.Contains('#'))
            throw new SqsUrlException("There is a fragment (after a #) in this URL. Leave it out: the URL ends with the queue's name.");
    }

    private static void CheckAwsOrigin(string scheme, string authority, AwsRegion region)
    {
        if (scheme == "http")
            throw new SqsUrlException($"This URL is not encrypted (http). Use https: https://{region.SqsHost}/...");
        if (scheme != "https")
            throw new SqsUrlException($"This URL begins with {scheme}://. A queue URL begins with https://, in lower case.");
        if (authority.Length == 0)
            throw new SqsUrlException($"This URL has no host. The host of SQS in {region.Code} is {region.SqsHost}.");
        if (authority.Contains(':'))
            throw new SqsUrlException($"There is a port in this URL. Leave it out: the host is {region.SqsHost}. {OtherEndpoints}");
        if (authority.Any(char.IsAsciiLetterUpper))
            throw new SqsUrlException($"The host has upper-case letters. Write it in lower case: {region.SqsHost}.");
        if (authority == region.SqsHost)
            return;

        if (AwsRegions.All.FirstOrDefault(r => r.SqsHost == authority) is { } other)
            throw OtherRegion(other.Code, region);
        if (AwsRegions.All.FirstOrDefault(r => IsOtherNameOf(authority, r)) is { } same)
            throw new SqsUrlException($"{authority} is another name of {same.SqsHost}. Write the URL with {same.SqsHost}, so that each queue has one name.");
        throw new SqsUrlException($"{authority} is not an endpoint of AWS SQS that bridges know. In {region.Code} it is {region.SqsHost}. {OtherEndpoints}");
    }

    private const string OtherEndpoints = "An endpoint that is not AWS's must be in the setting Sqs:AllowedEndpoints; whoever runs this installation can add it.";

    // Older, dual-stack and FIPS names of the same endpoint, and a name with the root's dot.
    private static bool IsOtherNameOf(string host, AwsRegion region) =>
        host == region.SqsHost + "."
        || host == $"sqs.{region.Code}.api.aws"
        || host == $"sqs-fips.{region.Code}.amazonaws.com"
        || host == $"{region.Code}.queue.amazonaws.com"
        || (host == "queue.amazonaws.com" && region.Code == "us-east-1");

    private static SqsUrlException OtherRegion(string other, AwsRegion region) =>
        new($"This queue is in {other}, the bridge in {region.Code}. Choose a queue of {region.Code}, or change the region.", other);

    private static (string Account, string Name) ReadPath(string path, string example)
    {
        if (path is "" or "/")
            throw new SqsUrlException($"The account and the queue's name are missing. A queue URL looks like {example}.");
        if (path.Contains("//", StringComparison.Ordinal))
            throw new SqsUrlException("There are two slashes in a row in this URL. Write one.");
        if (path.EndsWith('/'))
            throw new SqsUrlException("This URL ends with a slash. Leave it out: the URL ends with the queue's name.");

        var segments = path[1..].Split('/');
        if (segments.Length == 1)
            throw new SqsUrlException($"The account or the queue's name is missing. A queue URL looks like {example}.");
        if (segments.Length > 2)
            throw new SqsUrlException($"This URL has {segments.Length} parts after the host; a queue URL has two, the account and the queue's name, such as {example}.");

        CheckAccount(segments[0]);
        CheckName(segments[1]);
        return (segments[0], segments[1]);
    }

    private static void CheckAccount(string account)
    {
        if (account.Length != 12 || !account.All(char.IsAsciiDigit))
            throw new SqsUrlException($"'{account}' is not an AWS account: that is 12 digits, such as 123456789012.");
    }

    private static void CheckName(string name)
    {
        if (name.Length > 80)
            throw new SqsUrlException($"The queue's name has {name.Length} characters; AWS allows 80, '.fifo' included. Check the end of the URL.");
        var plain = name.EndsWith(FifoSuffix, StringComparison.Ordinal) ? name[..^FifoSuffix.Length] : name;
        if (plain.Length == 0)
            throw new SqsUrlException("The queue's name is missing before '.fifo'.");
        foreach (var character in plain)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_'))
                throw new SqsUrlException($"The queue's name has '{character}'. AWS allows letters, digits, - and _, and '.fifo' at the end.");
        }
    }

    private static Parts ReadArn(string arn, AwsRegion region)
    {
        var parts = arn.Split(':');
        if (parts is not ["arn", var partition, "sqs", var code, var account, var name])
            throw new SqsUrlException($"This is not the ARN of a queue; that looks like arn:{region.Partition}:sqs:{region.Code}:123456789012:orders. Enter that, or the queue's URL.");
        if (AwsRegions.Find(code) is not { } its)
            throw new SqsUrlException($"The ARN names the region '{code}', which bridges do not know. Check it, or enter the queue's URL.");
        if (its.Partition != partition)
            throw new SqsUrlException($"The ARN begins with 'arn:{partition}', but {code} is in the partition {its.Partition}. Copy the ARN from the queue's page in the AWS console.");
        if (its != region)
            throw OtherRegion(code, region);

        CheckAccount(account);
        CheckName(name);
        return new Parts("https://" + region.SqsHost, account, name);
    }
}
