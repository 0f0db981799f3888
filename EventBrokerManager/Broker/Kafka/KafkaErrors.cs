using Confluent.Kafka;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>Sorts librdkafka's and Kafka's error codes into ours.</summary>
internal static class KafkaErrors
{
    public static bool IsRefusal(ErrorCode code) => code is
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Authentication or ErrorCode.PolicyViolation
        or ErrorCode.InvalidReplicationFactor or ErrorCode.InvalidPartitions or ErrorCode.UnsupportedSaslMechanism
        or ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.InvalidTimestamp;

    public static bool IsRecordRefusal(ErrorCode code) => code is
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidMsgSize or ErrorCode.InvalidRecord;

    /// <summary>The words for a person; names the right that is missing.</summary>
    public static string Describe(Error error) => error.Code switch
    {
        ErrorCode.TopicAuthorizationFailed => "Kafka refuses: this user may not use the topic. An administrator of Kafka must grant it Read, Write and Describe.",
        ErrorCode.GroupAuthorizationFailed => "Kafka refuses: this user may not use the consumer group. An administrator of Kafka must grant it Read on the group.",
        ErrorCode.ClusterAuthorizationFailed => "Kafka refuses: this user has no rights on the cluster. An administrator of Kafka must grant them.",
        ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Authentication =>
            "Kafka refuses the login. Check Kafka:SaslUsername, Kafka:SaslPassword and Kafka:SaslMechanism.",
        ErrorCode.FencedInstanceId =>
            "Another process has taken this bridge's place in its consumer group. Whoever runs the portal must give each instance a data folder of its own.",
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
            "The topic does not exist in Kafka. Create its channel again, or restore the topic.",
        ErrorCode.InvalidTimestamp =>
            "Kafka refuses the time of new events: this machine's clock is too far from Kafka's. Whoever runs the portal must set the clock right.",
        ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport or ErrorCode.Local_TimedOut or ErrorCode.Local_MsgTimedOut =>
            "Kafka does not answer.",
        _ => $"Kafka says: {error.Reason}",
    };

    /// <summary>Turns a client's exception into ours.</summary>
    public static Exception Translate(KafkaException exception) => IsRefusal(exception.Error.Code)
        ? new BrokerRefusedException(Describe(exception.Error), exception)
        : new BrokerUnavailableException(Describe(exception.Error), exception);
}
