using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Bridges.Engine;

/// <summary>Positions and history in memory.</summary>
internal sealed class FakeProgress : IProgressStore, IBridgeJournal
{
    public Dictionary<PartitionId, SavedPosition> Positions { get; } = [];

    public List<string> Journal { get; } = [];

    /// <summary>Thrown instead of saving, while it is set.</summary>
    public Exception? Problem { get; set; }

    public Task<IReadOnlyDictionary<PartitionId, SavedPosition>> PositionsAsync(Guid bridge, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<PartitionId, SavedPosition>>(new Dictionary<PartitionId, SavedPosition>(Positions));

    public Task SaveAsync(
        Guid bridge, IReadOnlyDictionary<PartitionId, SavedPosition> positions, IReadOnlyDictionary<Guid, long> delivered,
        CancellationToken cancellation)
    {
        if (Problem is not null)
            throw Problem;
        foreach (var (partition, position) in positions)
            Positions[partition] = position;
        return Task.CompletedTask;
    }

    public Task AddAsync(Guid bridge, BridgeState? state, string reason, CancellationToken cancellation)
    {
        Journal.Add(reason);
        return Task.CompletedTask;
    }
}
