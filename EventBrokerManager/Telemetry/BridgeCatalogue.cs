using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Telemetry;

/// <summary>A bridge that exists, running or not.</summary>
/// <param name="DeadLetterBytes">What its dead letters count against its limit.</param>
internal sealed record KnownBridge(
    Guid Id, string Name, string Service, string Space, DesiredState Desired, long DeadLetters, long DeadLetterBytes, IReadOnlyList<KnownConnection> Connections);

/// <summary>A connection that exists.</summary>
internal sealed record KnownConnection(Guid Id, ConnectionLabels Labels, string Event, Direction Direction, string TargetName);

/// <summary>
/// The bridges that there are, for the labels of metrics. Read from the database before each scrape and every fifteen seconds; where that
/// fails the last ones stay. What is gone takes its meters with it.
/// </summary>
internal sealed class BridgeCatalogue(
    IDbContextFactory<LandscapeDb> databases, DatabaseReady ready, IBridgeMonitor monitor, EngineMeters meters, TimeProvider time,
    ILogger<BridgeCatalogue> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task _reading = Task.CompletedTask;
    private volatile IReadOnlyList<KnownBridge> _bridges = [];

    public IReadOnlyList<KnownBridge> Bridges => _bridges;

    /// <summary>Reads them anew. Waits for two seconds at most, so that metrics come also while the database does not.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        if (!ready.IsOpen)
            return;
        Task reading;
        lock (_lock)
        {
            // One at a time: SQLite waits for a lock without looking at any token.
            if (_reading.IsCompleted)
                _reading = Task.Run(ReadAllAsync, CancellationToken.None);
            reading = _reading;
        }

        try
        {
            await reading.WaitAsync(Limit, time, cancellation);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // What was known before stands.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await RefreshAsync(stoppingToken);
            await Task.Delay(Every, time, stoppingToken);
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            _bridges = await ReadAsync();
            Forget();
        }
        catch (Exception exception)
        {
            logger.LogDebug("The bridges for metrics are not known this time: {Reason}", exception.Message);
        }
    }

    /// <summary>A bridge that runs keeps its meters also where it was made after the others were read.</summary>
    private void Forget()
    {
        var running = monitor.All();
        meters.Keep(
            _bridges.Select(bridge => bridge.Id).Concat(running.Select(bridge => bridge.Id)).ToHashSet(),
            _bridges.SelectMany(bridge => bridge.Connections).Select(connection => connection.Id)
                .Concat(running.SelectMany(bridge => bridge.Connections).Select(connection => connection.Id)).ToHashSet());
    }

    private async Task<IReadOnlyList<KnownBridge>> ReadAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        var bridges = await db.Bridges.AsNoTracking()
            .Include(bridge => bridge.Space)
            .Include(bridge => bridge.Connections).ThenInclude(connection => connection.Event)
            .OrderBy(bridge => bridge.NameKey)
            .ToListAsync();
        var letters = await db.DeadLetters
            .GroupBy(letter => letter.BridgeId)
            .Select(group => new { group.Key, Count = group.LongCount(), Bytes = group.Sum(letter => letter.Size) })
            .ToDictionaryAsync(group => group.Key);
        return bridges.ConvertAll(bridge =>
        {
            var connections = bridge.Connections.ConvertAll(connection => (
                connection.Id, connection.Event.Name, connection.Direction, Target: connection.Target[(connection.Target.LastIndexOf('/') + 1)..]));
            var labels = ConnectionLabels.Of(bridge.Name, connections);
            var kept = letters.GetValueOrDefault(bridge.Id);
            return new KnownBridge(
                bridge.Id, bridge.Name, bridge.Service, bridge.Space.Name, bridge.Desired, kept?.Count ?? 0, kept?.Bytes ?? 0,
                connections.ConvertAll(connection => new KnownConnection(
                    connection.Id, labels[connection.Id], connection.Name, connection.Direction, connection.Target)));
        });
    }
}
