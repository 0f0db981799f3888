using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Landscape;
using EventBrokerManager.Persistence;

namespace EventBrokerManager.Bridges.Storage;

/// <summary>
/// The database is up to date, the channels' topics are there where we make them ourselves, and the portal listens: local queues are
/// reached through it.
/// </summary>
internal sealed class EngineGate(DatabaseReady database, ChannelsReady channels, IHostApplicationLifetime lifetime) : IEngineGate
{
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        await database.WaitAsync(cancellation);
        await channels.Task.WaitAsync(cancellation);
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellation);
    }
}
