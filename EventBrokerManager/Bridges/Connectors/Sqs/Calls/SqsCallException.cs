namespace EventBrokerManager.Bridges.Connectors.Sqs.Calls;

/// <summary>SQS answered with an error.</summary>
/// <param name="status">Of HTTP.</param>
/// <param name="code">As the official SDK names it; empty where the answer names none.</param>
internal sealed class SqsCallException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}

/// <summary>An answer that cannot be read, or that does not match what was sent.</summary>
internal sealed class SqsAnswerException(string message, Exception? inner = null) : Exception(message, inner);
