using System.Threading.RateLimiting;

namespace EventBrokerManager.ClientConfigs;

/// <summary>How often configurations may be asked for: enough for many instances that start at once, too little to guess tokens or to keep the database busy.</summary>
internal sealed class CallLimits : IDisposable
{
    /// <summary>Calls of one environment in a minute.</summary>
    public const int Calls = 240;

    /// <summary>Refused tokens from one address in a minute.</summary>
    public const int WrongTokens = 60;

    private readonly PartitionedRateLimiter<Guid> _calls = Limiter<Guid>(Calls);
    private readonly PartitionedRateLimiter<string> _wrong = Limiter<string>(WrongTokens);

    /// <exception cref="ConfigurationRefusedException">Too many.</exception>
    public void Count(Guid environment)
    {
        using var lease = _calls.AttemptAcquire(environment);
        if (!lease.IsAcquired)
            throw TooMany($"This environment asked for its configuration more than {Calls} times in a minute");
    }

    /// <exception cref="ConfigurationRefusedException">Too many.</exception>
    public void RequireFewWrong(string caller)
    {
        using var lease = _wrong.AttemptAcquire(caller, 0);
        if (!lease.IsAcquired)
            throw TooMany($"More than {WrongTokens} wrong tokens came from this address in a minute");
    }

    public void CountWrong(string caller)
    {
        using var lease = _wrong.AttemptAcquire(caller);
    }

    public void Dispose()
    {
        _calls.Dispose();
        _wrong.Dispose();
    }

    private static ConfigurationRefusedException TooMany(string what) =>
        new(ConfigurationRefusal.TooMany, $"{what}. Try again in a minute.");

    private static PartitionedRateLimiter<TKey> Limiter<TKey>(int perMinute)
        where TKey : notnull => PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
}
