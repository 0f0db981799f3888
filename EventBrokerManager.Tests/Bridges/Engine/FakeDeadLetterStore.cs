using EventBrokerManager.Bridges.Engine;

namespace EventBrokerManager.Tests.Bridges.Engine;

internal sealed class FakeDeadLetterStore : IDeadLetterStore
{
    public List<RefusedEvent> Kept { get; } = [];

    /// <summary>While set, writing fails.</summary>
    public Exception? Problem { get; set; }

    public Task<int> AddAsync(IReadOnlyList<RefusedEvent> events, CancellationToken cancellation)
    {
        if (Problem is not null)
            throw Problem;
        lock (Kept)
            Kept.AddRange(events);
        return Task.FromResult(events.Count);
    }
}
