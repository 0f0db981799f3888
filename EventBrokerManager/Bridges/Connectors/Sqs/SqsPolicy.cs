using System.Text.Encodings.Web;
using System.Text.Json;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>A right and what the bridge does with it.</summary>
/// <param name="Action">As in a policy, such as <c>SQS:SendMessage</c>.</param>
public sealed record SqsRight(string Action, string Purpose);

/// <summary>
/// What a queue must allow the bridge, by direction: the statement to add to its access policy, and whole policies
/// for queues that have none. The Sids are those of AWS's own console.
/// </summary>
public static class SqsPolicy
{
    /// <summary>Stands where the principal is unknown; AWS refuses to save it, so it cannot open a queue to anybody.</summary>
    public const string PrincipalPlaceholder = "<ARN of the bridge's role>";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Sid(Direction direction) => direction == Direction.KafkaToTarget ? "__sender_statement" : "__receiver_statement";

    /// <summary>The rights without which the connection does not work.</summary>
    public static IReadOnlyList<SqsRight> Rights(Direction direction) => direction == Direction.KafkaToTarget
        ? [new("SQS:SendMessage", "puts the event into the queue")]
        :
        [
            new("SQS:ChangeMessageVisibility", "keeps a message reserved until Kafka has it"),
            new("SQS:DeleteMessage", "takes a message away once Kafka has it"),
            new("SQS:ReceiveMessage", "reads messages from the queue"),
        ];

    /// <summary>Rights that a bridge can do without, with what they bring.</summary>
    public static IReadOnlyList<SqsRight> OptionalRights(Direction direction) =>
    [
        new("SQS:GetQueueAttributes", direction == Direction.KafkaToTarget
            ? "shows the queue's depth and its size limit"
            : "shows how many messages wait"),
        .. direction == Direction.KafkaToTarget
            ? new SqsRight[]
            {
                new("kms:GenerateDataKey", "needed where the queue is encrypted with your own KMS key; add it to the key's policy"),
                new("kms:Decrypt", "needed with it, for the same key"),
            }
            : [new SqsRight("kms:Decrypt", "needed where the queue is encrypted with your own KMS key; add it to the key's policy")],
    ];

    /// <summary>What to do where the queue's policy already has a statement of that Sid: it must be unique in a policy.</summary>
    public static string WhenSidIsTaken(Direction direction) =>
        $"Where the policy already has a statement {Sid(direction)} (AWS's console uses the same name), add the principal to that one, "
        + $"or give this one another Sid, such as {Sid(direction)}_event_broker.";

    /// <summary>A queue in another account than the bridge's role needs more than its own policy.</summary>
    /// <returns>What to do, or null where both are in one account or the principal is unknown.</returns>
    public static string? OtherAccountNote(Direction direction, SqsQueueUrl queue, string? principalArn)
    {
        if (principalArn?.Split(':') is not [_, _, _, _, var account, ..] || account.Length != 12 || account == queue.Account)
            return null;
        var actions = string.Join(", ", Rights(direction).Select(r => r.Action));
        return $"The queue is in the account {queue.Account}, the bridge's role in {account}: the role's own IAM policy must allow {actions} on this queue, too.";
    }

    /// <summary>The statement that lets the principals use the queue, as indented JSON.</summary>
    /// <param name="principals">ARNs; empty where they are unknown.</param>
    public static string Statement(Direction direction, SqsQueueUrl queue, IReadOnlyList<string> principals) =>
        Statement(direction, queue, principals, "");

    /// <summary>A whole policy, for a queue that has none.</summary>
    public static string Document(Direction direction, SqsQueueUrl queue, IReadOnlyList<string> principals) =>
        "{\n"
        + "  \"Version\": \"2012-10-17\",\n"
        + "  \"Statement\": [\n"
        + "    " + Statement(direction, queue, principals, "    ") + "\n"
        + "  ]\n"
        + "}";

    private static string Statement(Direction direction, SqsQueueUrl queue, IReadOnlyList<string> principals, string indent)
    {
        var allowed = principals.Count > 0 ? principals : [PrincipalPlaceholder];
        return "{\n"
            + $"{indent}  \"Sid\": {Json(Sid(direction))},\n"
            + $"{indent}  \"Effect\": \"Allow\",\n"
            + $"{indent}  \"Principal\": {{ \"AWS\": {Json(allowed)} }},\n"
            + $"{indent}  \"Action\": {Json(Rights(direction).Select(r => r.Action))},\n"
            + $"{indent}  \"Resource\": {Json(queue.Arn)}\n"
            + indent + "}";
    }

    private static string Json(string text) => JsonSerializer.Serialize(text, Plain);

    private static string Json(IEnumerable<string> texts) => "[" + string.Join(", ", texts.Select(Json)) + "]";
}
