using System.Net;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using EventBrokerManager.Bridges.Connectors.Sqs.Calls;
using EventBrokerManager.Bridges.Engine;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>Sorts what the SDK throws by whose move it is.</summary>
internal static class SqsErrors
{
    /// <summary>Runs one call with its time limit, and turns what it throws into a <see cref="TargetException"/>.</summary>
    public static async Task<T> CallAsync<T>(
        SqsQueueUrl queue, string right, TimeSpan limit, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timer.CancelAfter(limit);
        try
        {
            return await call(timer.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new TargetException(
                TargetFault.Away, $"Queue {queue.Name} did not answer within {limit.TotalSeconds:0} s. Nothing to do; nothing is lost.", exception) { IsUnanswered = true };
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not TargetException)
        {
            throw Translate(queue, right, exception);
        }
    }

    public static TargetException Translate(SqsQueueUrl queue, string right, Exception exception) => exception switch
    {
        QueueDoesNotExistException => Person(
            $"Queue {queue.Name} does not exist in account {queue.Account}, {queue.Region}. Create it, or edit the bridge.", exception, TargetException.Missing),
        // The SDK reads a redirect that it does not follow as an answer that cannot be read.
        AmazonUnmarshallingException { StatusCode: >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest } => Redirected(queue, exception),
        AmazonUnmarshallingException => Away($"Queue {queue.Name} gave an answer that cannot be read. Nothing to do; it is tried again.", exception),
        SqsCallException call => FromService(queue, right, call.Status, call.Code, call.Message, call),
        SqsAnswerException answer => Away($"Queue {queue.Name} gave an answer that cannot be trusted. {answer.Message} Nothing to do; it is tried again.", answer),
        AmazonSQSException service => FromService(queue, right, (int)service.StatusCode, service.ErrorCode ?? "", service.Message, service),
        AmazonServiceException service => Away($"Queue {queue.Name} answered: {service.Message} It is tried again.", exception),
        AmazonClientException client when client.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) => Person(
            "The AWS credentials cannot be used. Whoever runs the portal must renew them.", exception),
        AmazonClientException => Away($"Queue {queue.Name} gave an answer that does not match what was sent. Nothing to do; it is tried again.", exception),
        HttpRequestException => Away($"Queue {queue.Name} does not answer ({Cause(exception)}). Nothing to do; nothing is lost.", exception),
        _ => Away($"The call to queue {queue.Name} failed ({Cause(exception)}). Nothing to do; it is tried again.", exception),
    };

    private static TargetException FromService(SqsQueueUrl queue, string right, int status, string code, string message, Exception exception)
    {
        if (Is(code, "Throttl", "RequestLimitExceeded", "OverLimit") || status == 429)
            return Away($"Queue {queue.Name} is throttled. Nothing to do; nothing is lost.", exception);
        if (Is(code, "NonExistentQueue", "QueueDoesNotExist", "QueueDeletedRecently"))
            return Person($"Queue {queue.Name} does not exist in account {queue.Account}, {queue.Region}. Create it, or edit the bridge.", exception, TargetException.Missing);
        if (Is(code, "ExpiredToken", "UnrecognizedClient", "InvalidClientTokenId", "SignatureDoesNotMatch", "IncompleteSignature", "MissingAuthenticationToken", "InvalidSecurity"))
            return Person($"AWS does not accept the credentials ({code}). Whoever runs the portal must renew them.", exception);
        if (Is(code, "Kms"))
            return Person(
                $"Queue {queue.Name} is encrypted with its own KMS key, and the key refuses ({code}). Its policy must allow kms:GenerateDataKey and kms:Decrypt to send, kms:Decrypt to receive.", exception);
        if (status == 403 || Is(code, "AccessDenied"))
            return Person($"Queue {queue.Name} refuses: access denied. Add the statement with {right} to the queue's access policy.", exception, TargetException.AccessDenied);
        if (Is(code, "BatchRequestTooLong", "InvalidMessageContents", "InvalidParameterValue", "InvalidAttributeValue", "InvalidAttributeName") || status == 413)
            return new TargetException(TargetFault.Content, $"Queue {queue.Name} refuses this event: {message}", exception);
        if (status is >= 500 or 0 or 200 or 408)
            return Away($"Queue {queue.Name} answered with an error ({Describe(status, code)}). Nothing to do; nothing is lost.", exception);
        if (status is >= 300 and < 400)
            return Redirected(queue, exception);
        return Person($"Queue {queue.Name} refuses the call ({Describe(status, code)}). Check the queue and the bridge.", exception);
    }

    private static TargetException Redirected(SqsQueueUrl queue, Exception exception) =>
        Person($"Queue {queue.Name} answered with a redirect, which is not followed. Check the queue's URL.", exception);

    private static string Describe(int status, string code) => code.Length == 0 ? $"status {status}" : $"{code}, status {status}";

    private static bool Is(string code, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (code.Contains(part, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static string Cause(Exception exception) => exception.GetBaseException().Message.TrimEnd('.');

    /// <summary>
    /// True where the queue may have taken what was sent: the request was on its way, and no answer came that says otherwise.
    /// </summary>
    private static bool IsAnswerLost(Exception exception) => exception switch
    {
        HttpRequestException request => request.HttpRequestError
            is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError),
        SqsCallException call => call.Status >= 500,
        AmazonUnmarshallingException or SqsAnswerException => true,
        AmazonServiceException service => (int)service.StatusCode >= 500,
        _ => false,
    };

    private static TargetException Away(string message, Exception inner) =>
        new(TargetFault.Away, message, inner) { IsUnanswered = IsAnswerLost(inner) };

    private static TargetException Person(string message, Exception inner, string? code = null) =>
        new(TargetFault.NeedsPerson, message, inner) { Code = code };
}
