using Amazon.SQS;
using Amazon.SQS.Model;
using EventBrokerManager.Tests.LocalQueues;

namespace EventBrokerManager.Tests.Screenshots;

/// <summary>
/// Who is at the other end of the demo's queues: takes orders and answers each as shipped, sends payments, and now and then something
/// that is no event.
/// </summary>
internal sealed class DemoPartner(DemoProduct product, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private readonly AmazonSQSClient _sqs = LocalQueuesHost.ClientOf(product.Address);
    private int _number = 1_000;

    public async Task CreateQueuesAsync(params string[] names)
    {
        foreach (var name in names)
        {
            var isFifo = name.EndsWith(".fifo", StringComparison.Ordinal);
            await _sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name, Attributes = isFifo ? new() { ["FifoQueue"] = "true" } : [] });
        }
    }

    /// <summary>Works until cancelled.</summary>
    public async Task WorkAsync(CancellationToken cancellation)
    {
        try
        {
            for (var round = 1; ; round++)
            {
                await ShipAsync(cancellation);
                await SendAsync("payments", Body(), Event("PaymentReceived"), null, cancellation);
                if (round % 180 == 0)
                    await SendAsync("payments", Body(), Broken(round / 180), null, cancellation);
                await Task.Delay(Pause, clock, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    public void Dispose() => _sqs.Dispose();

    private async Task ShipAsync(CancellationToken cancellation)
    {
        var url = product.UrlOf("orders");
        var received = await _sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10 }, cancellation);
        foreach (var message in received.Messages ?? [])
        {
            await SendAsync("shipments.fifo", message.Body, Event("OrderShipped"), $"WS-{_number}", cancellation);
            await _sqs.DeleteMessageAsync(url, message.ReceiptHandle, cancellation);
        }
    }

    private Task SendAsync(string queue, string body, Dictionary<string, string> attributes, string? group, CancellationToken cancellation) =>
        _sqs.SendMessageAsync(new SendMessageRequest
        {
            QueueUrl = product.UrlOf(queue),
            MessageBody = body,
            MessageGroupId = group,
            MessageDeduplicationId = group is null ? null : attributes["ce_id"],
            MessageAttributes = attributes.ToDictionary(a => a.Key, a => new MessageAttributeValue { DataType = "String", StringValue = a.Value }),
        }, cancellation);

    private string Body() => $$"""{"invoiceNumber":"INV-{{100_000 + _number}}","amount":118.90,"currency":"EUR","method":"card"}""";

    private Dictionary<string, string> Event(string type) => new()
    {
        ["ce_id"] = $"partner-{++_number}",
        ["ce_source"] = "/partner/logistics",
        ["ce_specversion"] = "1.0",
        ["ce_type"] = type,
        ["content-type"] = "application/json",
    };

    private Dictionary<string, string> Broken(int kind)
    {
        var attributes = Event("PaymentReceived");
        switch (kind % 3)
        {
            case 0:
                attributes.Remove("ce_source");
                break;
            case 1:
                attributes["ce_type"] = "PaymentRefused";
                break;
            default:
                attributes["ce_specversion"] = "0.3";
                break;
        }

        return attributes;
    }
}
