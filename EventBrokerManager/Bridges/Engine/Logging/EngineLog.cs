
namespace EventBrokerManager.Bridges.Engine.Logging;

/// <summary>
/// The log of one bridge or connection. Every line has its names in scope; what repeats is counted, so that an outage of hours writes a
/// line a minute for each of its faults, and not one for each attempt.
/// </summary>
internal sealed class EngineLog(ILogger logger, LogScope scope, TimeProvider time) : ILogger
{
    private readonly RepeatedFaults _faults = new(time);
    private readonly string _name = scope.ToString();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!logger.IsEnabled(logLevel))
            return;
        if (logLevel >= LogLevel.Warning && !_faults.IsNew($"{TemplateOf(state)} {exception?.GetType().Name}", ends: false, logLevel, formatter(state, exception)))
            return;
        using (logger.BeginScope(scope))
            logger.Log(logLevel, eventId, state, exception, formatter);
    }

    /// <summary>Something is at fault: said at once, and counted while it goes on.</summary>
    public void Fault(Facet facet, bool needsPerson, string reason)
    {
        var level = needsPerson ? LogLevel.Error : LogLevel.Warning;
        if (!_faults.IsNew(KeyOf(facet), ends: true, level, reason))
            return;
        using (logger.BeginScope(scope))
            logger.Log(level, "{Name}: {Reason}", _name, reason);
    }

    /// <summary>It is over; said where the fault was.</summary>
    public void Recovered(Facet facet)
    {
        if (!_faults.Over(KeyOf(facet), out var lasted))
            return;
        using (logger.BeginScope(scope))
            logger.LogInformation("{Name}: {Facet} goes on again after {Seconds:0} s.", _name, facet, lasted.TotalSeconds);
    }

    /// <summary>Says what repeated; call about once a second.</summary>
    public void Tick()
    {
        foreach (var (level, text, times) in _faults.Due())
        {
            using (logger.BeginScope(scope))
                logger.Log(level, "{Name}: repeated {Times} times in the last minute: {Reason}", _name, times, text);
        }
    }

    private static string KeyOf(Facet facet) => $"fault {facet}";

    private static string? TemplateOf<TState>(TState state) => state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values
        ? values[^1].Value?.ToString()
        : state?.ToString();
}
