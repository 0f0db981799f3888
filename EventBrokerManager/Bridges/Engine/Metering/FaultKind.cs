namespace EventBrokerManager.Bridges.Engine.Metering;

/// <summary>Whose fault it was; the values of the label <c>kind</c>.</summary>
internal enum FaultKind
{
    /// <summary>Throttling, an outage, a time-out of the target.</summary>
    TargetAway,

    /// <summary>The target refuses until a person acts.</summary>
    TargetRefuses,

    /// <summary>A call was refused for its content.</summary>
    Content,

    /// <summary>Kafka did not answer for a record.</summary>
    KafkaAway,

    /// <summary>Kafka refuses until a person acts.</summary>
    KafkaRefuses,
}
