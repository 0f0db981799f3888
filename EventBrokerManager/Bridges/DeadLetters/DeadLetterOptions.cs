namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>The configuration section <c>DeadLetters</c>: how many one bridge keeps before it stops reading.</summary>
public sealed class DeadLetterOptions
{
    public const string Section = "DeadLetters";

    /// <summary>Dead letters of one bridge.</summary>
    public int MaxCount { get; init; } = 100_000;

    /// <summary>Bytes of one bridge's dead letters: keys, values and headers.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>How much of a bridge's limit so many take, by number or by size: 1 is all of it.</summary>
    public double Usage(long count, long bytes) => Math.Max((double)count / MaxCount, (double)bytes / MaxBytes);
}
