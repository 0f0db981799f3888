using Amazon.SQS;
using Amazon.SQS.Model;
using EventBrokerManager.Tests.LocalQueues;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Telemetry;

/// <summary>The product in a process of its own, because instruments are found by name in the whole process.</summary>
public sealed class MeasuredProduct : IAsyncLifetime
{
    public const string SaslPassword = "sasl-password-that-nobody-sees";
    public const string AwsSecret = "aws-secret-that-nobody-sees";
    private AmazonSQSClient? _sqs;

    internal AppProcess App { get; private set; } = null!;

    internal Portal Portal => new(App.Api);

    internal AmazonSQSClient Sqs => _sqs ??= LocalQueuesHost.ClientOf(App.Address);

    public async Task InitializeAsync() => App = await AppProcess.StartAsync(new Dictionary<string, string?>
    {
        ["Kafka:SaslPassword"] = SaslPassword,
        ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = AwsSecret,
        ["Logging:Console:FormatterName"] = "json",
        ["Logging:Console:FormatterOptions:IncludeScopes"] = "true",
    });

    public async Task DisposeAsync()
    {
        _sqs?.Dispose();
        await App.DisposeAsync();
    }

    internal async Task<string> QueueAsync(string name)
    {
        await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name });
        return $"{App.Address}/000000000000/{name}";
    }

    internal Task SendAsync(string queue, string type, string id, string body = "{}") => Sqs.SendMessageAsync(new SendMessageRequest
    {
        QueueUrl = queue,
        MessageBody = body,
        MessageAttributes = new[] { ("ce_id", id), ("ce_source", "tests"), ("ce_specversion", "1.0"), ("ce_type", type) }
            .ToDictionary(pair => pair.Item1, pair => new MessageAttributeValue { DataType = "String", StringValue = pair.Item2 }),
    });

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
