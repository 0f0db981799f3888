using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>One moment of a connection. All counts are events.</summary>
/// <param name="Reason">Never empty: what is the case, whose move it is, what to do.</param>
/// <param name="Since">When this state began.</param>
/// <param name="NextAttempt">When the engine tries again by itself, in Retrying and Failed.</param>
/// <param name="Delivered">Confirmed by the other side since the connection exists.</param>
/// <param name="PassedOver">Events of another type in the same topic, since the process started.</param>
/// <param name="PerSecond">Delivered per second, over the last ten seconds.</param>
/// <param name="Lag">Events that wait at the source; null where it cannot be known.</param>
public sealed record ConnectionStatus(
    Guid Id,
    BridgeState State,
    string Reason,
    DateTimeOffset Since,
    DateTimeOffset? NextAttempt,
    long Delivered,
    long DeadLetters,
    long PassedOver,
    double PerSecond,
    long? Lag)
{
    /// <summary>Events that are read and not finished.</summary>
    public int InFlight { get; init; }

    /// <summary>What <see cref="TargetException.Code"/> said, where the reason is such a fault; pages act on it rather than on the words.</summary>
    public string? ReasonCode { get; init; }
}

/// <summary>Whether one step of a start is done.</summary>
public enum CheckState
{
    Waiting,
    Done,
    Failed,

    /// <summary>Cannot be proven harmlessly; it shows with the first event.</summary>
    NotYetKnown,
}

/// <summary>One step of a start, as a person follows it: <c>Kafka answers</c>, <c>Channels exist</c>, <c>Position taken</c>, <c>Queue orders answers</c>.</summary>
public sealed record StartCheck(string Name, CheckState State, string? Detail = null);

/// <summary>One moment of a bridge.</summary>
/// <param name="LastHour">The last hour, oldest first, one value per minute: delivered events per second. 60 values at most.</param>
/// <param name="Checks">The steps of the last start; empty where it was not started in this process.</param>
public sealed record BridgeStatus(
    Guid Id,
    BridgeState State,
    string Reason,
    DateTimeOffset Since,
    IReadOnlyList<ConnectionStatus> Connections,
    IReadOnlyList<double> LastHour,
    IReadOnlyList<StartCheck> Checks)
{
    /// <summary>The code of the connection whose reason this is; null where it has none.</summary>
    public string? ReasonCode { get; init; }

    public double PerSecond => Connections.Sum(c => c.PerSecond);

    public long Delivered => Connections.Sum(c => c.Delivered);

    public long DeadLetters => Connections.Sum(c => c.DeadLetters);

    /// <summary>Null where no connection's lag can be known.</summary>
    public long? Lag => Connections.Any(c => c.Lag is not null) ? Connections.Sum(c => c.Lag ?? 0) : null;
}
