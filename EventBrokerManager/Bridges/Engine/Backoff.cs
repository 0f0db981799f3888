namespace EventBrokerManager.Bridges.Engine;

/// <summary>How long to wait before the next try.</summary>
internal static class Backoff
{
    /// <summary>For a target that is away: from 0.1 s, doubled each time, to 30 s; a fifth more or less, so that lanes don't march in step.</summary>
    public static TimeSpan Away(int attempt) => Jittered(Math.Min(30, 0.1 * Math.Pow(2, Math.Min(attempt, 12))));

    /// <summary>For Kafka, without which nothing moves and which is asked once a second whether it is back: from 0.1 s, doubled each time, to 1.6 s.</summary>
    public static TimeSpan Kafka(int attempt) => Away(Math.Min(attempt, 4));

    /// <summary>Where a person must act: from 2 s, doubled, to 60 s.</summary>
    public static TimeSpan NeedsPerson(int attempt) => Jittered(Math.Min(60, 2 * Math.Pow(2, Math.Min(attempt, 6))));

    private static TimeSpan Jittered(double seconds) => TimeSpan.FromSeconds(seconds * (0.8 + 0.4 * Random.Shared.NextDouble()));
}
