using EventBrokerManager.Benchmarks.Services;

namespace EventBrokerManager.Benchmarks.Subjects;

/// <summary><see cref="BareLoop"/> in a process of its own that lives through all rounds.</summary>
internal sealed class BareSubject : ISubject
{
    private readonly int _parallel;
    private readonly Child _child = Child.Start("dotnet", [typeof(BareSubject).Assembly.Location, "bare"]);

    public BareSubject(int parallel) => _parallel = parallel;

    public string Name => $"Bare SDK loop, {_parallel}";

    public int Process => _child.Id;

    public async Task BeginAsync(Work work)
    {
        await _child.Input.WriteLineAsync($"{work.Way} {work.Kafka} {work.Topic} {work.Name} {work.Origin} {work.QueueUrl} {_parallel} {work.Events}");
        await _child.Input.FlushAsync();
    }

    public Task EndAsync() => _child.WaitForLineAsync("done", TimeSpan.FromSeconds(60));

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
