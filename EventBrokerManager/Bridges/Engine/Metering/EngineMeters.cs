using System.Collections.Concurrent;

namespace EventBrokerManager.Bridges.Engine.Metering;

/// <summary>The meters of all bridges. They outlive stops and reconfigurations, so that counts only grow, and end with their bridge.</summary>
internal sealed class EngineMeters
{
    /// <summary>The name of the product's meter and of its source of traces.</summary>
    public const string Name = "EventBrokerManager";

    private readonly ConcurrentDictionary<Guid, ConnectionMeter> _connections = new();
    private readonly ConcurrentDictionary<Guid, BridgeMeter> _bridges = new();

    public BridgeMeter Bridge(Guid id) => _bridges.GetOrAdd(id, _ => new BridgeMeter());

    /// <summary>The connection's meter; a new one where its name has changed.</summary>
    public ConnectionMeter Connection(Guid id, ConnectionLabels labels) => _connections.AddOrUpdate(
        id, _ => new ConnectionMeter(id, labels),
        (_, known) =>
        {
            if (known.Labels == labels)
                return known;
            known.Dispose();
            return new ConnectionMeter(id, labels);
        });

    public BridgeMeter? FindBridge(Guid id) => _bridges.GetValueOrDefault(id);

    public ConnectionMeter? FindConnection(Guid id) => _connections.GetValueOrDefault(id);

    /// <summary>Ends the series of all others.</summary>
    public void Keep(IReadOnlySet<Guid> bridges, IReadOnlySet<Guid> connections)
    {
        foreach (var id in _bridges.Keys.Where(id => !bridges.Contains(id)))
            _bridges.TryRemove(id, out _);
        foreach (var id in _connections.Keys.Where(id => !connections.Contains(id)))
        {
            if (_connections.TryRemove(id, out var meter))
                meter.Dispose();
        }
    }
}
