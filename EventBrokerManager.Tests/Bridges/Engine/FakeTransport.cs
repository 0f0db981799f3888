using System.Text;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Bridges.Engine;

/// <summary>A producer in memory. Each record asks the test what Kafka says; what was acknowledged is kept in order.</summary>
internal sealed class FakeTransport : IRecordTransport, IRecordProducer
{
    private TaskCompletionSource<ProduceResult> _abandoned = New();

    public List<string> Produced { get; } = [];

    public int Abandons { get; private set; }

    public Func<string, Task<ProduceResult>> Answer { get; set; } = _ => Task.FromResult(new ProduceResult(ProduceOutcome.Acknowledged, ""));

    public IRecordProducer Producer => this;

    public async Task<ProduceResult> ProduceAsync(string topic, EventRecord record, CancellationToken cancellation)
    {
        var id = Encoding.UTF8.GetString(record.Value!);
        var result = await await Task.WhenAny(Answer(id), _abandoned.Task);
        if (result.Outcome == ProduceOutcome.Acknowledged)
        {
            lock (Produced)
                Produced.Add(id);
        }

        return result;
    }

    /// <summary>Awaited before what was abandoned has ended.</summary>
    public Task BeforeAbandoned { get; set; } = Task.CompletedTask;

    public async Task AbandonAsync()
    {
        Abandons++;
        await BeforeAbandoned;
        var ended = _abandoned;
        _abandoned = New();
        ended.SetResult(new ProduceResult(ProduceOutcome.Unknown, "abandoned"));
    }

    public IRecordConsumer OpenConsumer(ConsumerOptions options, IConsumerListener listener) => throw new NotSupportedException();

    private static TaskCompletionSource<ProduceResult> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
