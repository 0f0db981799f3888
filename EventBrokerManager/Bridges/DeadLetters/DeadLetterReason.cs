using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>What a reason's code means to people.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Move">Whose move it is.</param>
public sealed record DeadLetterReason(string Title, string Move)
{
    private const string Contact = "A Technical Contact";
    private const string Operator = "Whoever runs the portal";

    /// <param name="direction">Null where the connection is gone.</param>
    public static DeadLetterReason Of(string code, Direction? direction)
    {
        var author = direction switch
        {
            Direction.KafkaToTarget => "The publishing app",
            Direction.TargetToKafka => "The sender to the queue",
            _ => "Whoever sends the event",
        };
        return code switch
        {
            "missing-attribute" => new("A required attribute is missing", author),
            "unsupported-specversion" => new("Another version of CloudEvents", author),
            "unsupported-format" => new("A format that is not understood", author),
            "wrong-type" => new("Another event than the connection's", author),
            "too-large" => new("Too large for the queue", direction == Direction.KafkaToTarget ? $"{author}, or the queue's owner" : author),
            "malformed-json" => new("Broken JSON", author),
            "duplicate-attribute" => new("An attribute is there twice", author),
            "not-utf8" => new("Text that is not UTF-8", author),
            "loop" => new("It goes round in a circle", Contact),
            "refused-by-target" => new("Refused by the queue", author),
            "refused-by-kafka" => new("Refused by Kafka", author),
            "not-mapped" or "unknown-origin" => new("A fault of this product", Operator),
            _ => new(code, Contact),
        };
    }
}
