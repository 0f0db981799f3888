using Amazon.SQS;
using Amazon.SQS.Model;
using Confluent.Kafka;
using EventBrokerManager.Persistence;

namespace EventBrokerManager.Tests.Architecture.Planted;

/// <summary>Names foreign types in every way that a type can be named; the reader must find each. Never run.</summary>
internal sealed class Violation
{
    public Offset Field = Offset.Beginning;

    public MudBlazor.Color[] Colours { get; } = [];

    public List<Message> Messages { get; } = [];

    public static Func<object> InLambda() => () => new Timestamp(0, TimestampType.CreateTime);

    public static object InGenericCall() => Array.Empty<LandscapeDb>();

    public static async Task InCatchAsync(SendMessageRequest request)
    {
        try
        {
            await Task.FromResult(request.MessageBody.Length);
        }
        catch (AmazonSQSException)
        {
        }
    }
}
