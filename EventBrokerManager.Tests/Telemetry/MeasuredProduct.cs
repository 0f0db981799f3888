using Amazon.SQS;
using Amazon.SQS.Model;
using EventBrokerManager.Tests.LocalQueues;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Telemetry;

/// <summary>The product in a process of its own, because instruments are found by name in the whole process.</summary>
public class MeasuredProduct : IAsyncLifetime
{
    public const string SaslPassword = "sasl-password-that-nobody-sees";
    public const string AwsSecret = "aws-secret-that-nobody-sees";
    private AmazonSQSClient? _sqs;

    internal AppProcess App { get; private set; } = null!;

    internal Portal Portal => new(App.Api);

    internal AmazonSQSClient Sqs => _sqs ??= LocalQueuesHost.ClientOf(App.Address);

    /// <summary>The product's configuration.</summary>
    private protected virtual Dictionary<string, string?> Settings { get; } = new()
    {
        ["Kafka:SaslPassword"] = SaslPassword,
        ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = AwsSecret,
        ["Logging:Console:FormatterName"] = "json",
        ["Logging:Console:FormatterOptions:IncludeScopes"] = "true",
    };

    public virtual async Task InitializeAsync() => App = await AppProcess.StartAsync(Settings);

    public virtual async Task DisposeAsync()
    {
        _sqs?.Dispose();
        await App.DisposeAsync();
    }

    internal async Task<string> QueueAsync(string name)
    {
        await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name });
        return $"{App.Address}/000000000000/{name}";
    }

    internal Task SendAsync(string queue, string type, string id, params (string Name, string Value)[] further) => Sqs.SendMessageAsync(new SendMessageRequest
    {
        QueueUrl = queue,
        MessageBody = "{}",
        MessageAttributes = new (string Name, string Value)[] { ("ce_id", id), ("ce_source", "tests"), ("ce_specversion", "1.0"), ("ce_type", type) }.Concat(further)
            .ToDictionary(pair => pair.Name, pair => new MessageAttributeValue { DataType = "String", StringValue = pair.Value }),
    });

    /// <summary>The queue's next message's attributes.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> ReceiveAsync(string queue)
    {
        var request = new ReceiveMessageRequest { QueueUrl = queue, WaitTimeSeconds = 20, MessageAttributeNames = ["All"] };
        var message = await Eventually.IsAsync(
            async () => (await Sqs.ReceiveMessageAsync(request)).Messages?.FirstOrDefault(), seen => seen is not null, TimeSpan.FromSeconds(60), $"a message in {queue}");
        return message!.MessageAttributes.ToDictionary(pair => pair.Key, pair => pair.Value.StringValue);
    }

    /// <summary>A bridge from one queue over a channel to another queue, running.</summary>
    internal async Task<(string Bridge, string Inbox, string Outbox)> ThroughAsync(string name, string type)
    {
        await Portal.ChannelAsync(type);
        var (inbox, outbox) = (await QueueAsync($"{name}-in"), await QueueAsync($"{name}-out"));
        var bridge = await Portal.BridgeAsync(name, [Carries.In(type, inbox), Carries.Out(type, outbox)]);
        await Portal.UntilAsync(bridge, b => b.State == "Running", "it runs");
        return (bridge, inbox, outbox);
    }

    /// <summary>As Prometheus does it: without a sign-in.</summary>
    internal async Task<Exposition> ScrapeAsync()
    {
        using var anonymous = new HttpClient();
        using var answer = await anonymous.GetAsync($"{App.Address}/metrics");
        Assert.Equal("text/plain", answer.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        return Exposition.Parse(await answer.Content.ReadAsStringAsync());
    }

    internal Task<Exposition> UntilAsync(Func<Exposition, bool> satisfies, string what) =>
        Eventually.IsAsync(ScrapeAsync, satisfies, TimeSpan.FromSeconds(60), what);
}
