using System.Globalization;
using System.Text.RegularExpressions;

namespace EventBrokerManager.LocalQueues;

/// <summary>What a queue is: its name and attributes, as kept over restarts. All times in seconds, sizes in bytes.</summary>
internal sealed partial record QueueSettings(string Name, DateTimeOffset Created)
{
    public DateTimeOffset Modified { get; init; } = Created;
    public bool ContentBasedDeduplication { get; init; }
    public int VisibilityTimeout { get; init; } = 30;
    public int MaximumMessageSize { get; init; } = 1_048_576;
    public int MessageRetentionPeriod { get; init; } = 345_600;
    public int DelaySeconds { get; init; }
    public int ReceiveMessageWaitTimeSeconds { get; init; }

    public bool Fifo => Name.EndsWith(".fifo", StringComparison.Ordinal);

    public string Arn => $"arn:aws:sqs:{Region}:{Account}:{Name}";

    /// <summary>The account in every local queue's URL.</summary>
    public const string Account = "000000000000";

    private const string Region = "local";

    /// <exception cref="SqsError">The name is none that SQS takes.</exception>
    public static void CheckName(string? name)
    {
        if (string.IsNullOrEmpty(name))
            throw SqsError.Missing("QueueName");
        if (name.Length > 80 || !QueueName().IsMatch(name))
            throw SqsError.InvalidValue("A queue name can only include alphanumeric characters, hyphens, or underscores, 1 to 80 in length; the name of a FIFO queue ends with .fifo.");
    }

    /// <summary>These settings with the given attributes in place of their own.</summary>
    /// <exception cref="SqsError">An attribute is unknown or out of its range.</exception>
    public QueueSettings With(IReadOnlyDictionary<string, string> attributes, bool creating)
    {
        var settings = this;
        foreach (var (name, value) in attributes)
        {
            settings = name switch
            {
                nameof(VisibilityTimeout) => settings with { VisibilityTimeout = Number(name, value, 0, 43_200) },
                nameof(MaximumMessageSize) => settings with { MaximumMessageSize = Number(name, value, 1_024, 1_048_576) },
                nameof(MessageRetentionPeriod) => settings with { MessageRetentionPeriod = Number(name, value, 60, 1_209_600) },
                nameof(DelaySeconds) => settings with { DelaySeconds = Number(name, value, 0, 900) },
                nameof(ReceiveMessageWaitTimeSeconds) => settings with { ReceiveMessageWaitTimeSeconds = Number(name, value, 0, 20) },
                nameof(ContentBasedDeduplication) when Fifo => settings with { ContentBasedDeduplication = Flag(name, value) },
                "FifoQueue" when creating && Flag(name, value) == Fifo => settings,
                "FifoQueue" => throw SqsError.InvalidAttributeValue(name),
                _ => throw SqsError.InvalidAttributeName(name),
            };
        }
        if (creating && Fifo && !attributes.ContainsKey("FifoQueue"))
            throw SqsError.InvalidValue("The name of a queue ends with .fifo only where the attribute FifoQueue is true.");
        return settings;
    }

    /// <summary>The settings as SQS's attributes.</summary>
    public IEnumerable<(string Name, string Value)> Attributes()
    {
        yield return ("QueueArn", Arn);
        yield return ("CreatedTimestamp", Created.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        yield return ("LastModifiedTimestamp", Modified.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        yield return (nameof(VisibilityTimeout), Text(VisibilityTimeout));
        yield return (nameof(MaximumMessageSize), Text(MaximumMessageSize));
        yield return (nameof(MessageRetentionPeriod), Text(MessageRetentionPeriod));
        yield return (nameof(DelaySeconds), Text(DelaySeconds));
        yield return (nameof(ReceiveMessageWaitTimeSeconds), Text(ReceiveMessageWaitTimeSeconds));
        if (!Fifo)
            yield break;
        yield return ("FifoQueue", "true");
        yield return (nameof(ContentBasedDeduplication), ContentBasedDeduplication ? "true" : "false");
        yield return ("DeduplicationScope", "queue");
        yield return ("FifoThroughputLimit", "perQueue");
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static int Number(string name, string value, int low, int high) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
            ? number
            : throw SqsError.InvalidAttributeValue(name);

    private static bool Flag(string name, string value) =>
        bool.TryParse(value, out var flag) ? flag : throw SqsError.InvalidAttributeValue(name);

    [GeneratedRegex(@"^[A-Za-z0-9_-]+(\.fifo)?\z")]
    private static partial Regex QueueName();
}
