using EventBrokerManager.Benchmarks.Services;

namespace EventBrokerManager.Benchmarks.Subjects;

/// <summary>The product: one bridge for each round, in a process that lives through all of them.</summary>
internal sealed class EngineSubject(string name, Product product) : ISubject
{
    private string _bridge = "";

    public string Name => name;

    public int Process => product.Id;

    public Product Product => product;

    public async Task BeginAsync(Work work)
    {
        _bridge = work.Name;
        await product.CreateBridgeAsync(
            _bridge, work.Space, work.EventType, work.Way == Way.KafkaToSqs ? "kafkaToTarget" : "targetToKafka", work.QueueUrl);
        await product.StartBridgeAsync(_bridge);
    }

    public Task EndAsync() => product.DeleteBridgeAsync(_bridge);

    public ValueTask DisposeAsync() => product.DisposeAsync();
}
