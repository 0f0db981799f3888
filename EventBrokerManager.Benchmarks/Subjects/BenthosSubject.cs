using EventBrokerManager.Benchmarks.Services;

namespace EventBrokerManager.Benchmarks.Subjects;

/// <summary>Benthos, started anew for each round: its configuration names one topic and one queue, and Go needs no warm-up.</summary>
internal sealed class BenthosSubject(string folder) : ISubject
{
    private Child? _child;

    public string Name => "Benthos 4.24";

    public int Process => _child!.Id;

    public Task BeginAsync(Work work)
    {
        _child = Child.Start(
            Path.Combine(folder, "benthos"), ["-c", Path.Combine(folder, work.Way == Way.KafkaToSqs ? "kafka-to-sqs.yaml" : "sqs-to-kafka.yaml")],
            new Dictionary<string, string>
            {
                ["KAFKA"] = work.Kafka,
                ["TOPIC"] = work.Topic,
                ["GROUP"] = work.Name,
                ["ENDPOINT"] = work.Origin,
                ["QUEUE"] = work.QueueUrl,
            });
        return Task.CompletedTask;
    }

    public async Task EndAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
            await _child.DisposeAsync();
        _child = null;
    }
}
