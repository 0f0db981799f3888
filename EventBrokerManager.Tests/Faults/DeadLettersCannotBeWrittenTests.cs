using System.Data.Common;
using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Bridges.Storage;
using EventBrokerManager.Broker;
using EventBrokerManager.Persistence;
using EventBrokerManager.Tests.Bridges;
using EventBrokerManager.Tests.Bridges.Engine;
using EventBrokerManager.Tests.Support.Services;
using EventBrokerManager.Vocabulary;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EventBrokerManager.Tests.Faults;

/// <summary>A real database that takes no dead letters: the connection stops reading, says so, and goes on by itself, with nothing lost.</summary>
public sealed class DeadLettersCannotBeWrittenTests : IAsyncLifetime, IDbContextFactory<LandscapeDb>
{
    private const int Events = 200;

    /// <summary>SQLite waits for a lock for 30 s before it gives up.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly BridgeWorld _world = new();
    private readonly FakeSink _sink = new();
    private readonly FullDisk _disk = new();
    private readonly PartitionTracker _tracker = new(new PartitionId("orders", 0), 0, (_, _) => { }, _ => { });
    private BridgeDetails _bridge = null!;
    private ConnectionMonitor _monitor = null!;
    private OutboundLane _lane = null!;

    public async Task InitializeAsync()
    {
        _bridge = await _world.Create("a", BridgeWorld.To("OrderShipped", "a"));
        var plan = EnginePlans.Outbound() with { Id = _bridge.Connections[0].Id };
        _monitor = new ConnectionMonitor(plan, TimeProvider.System, () => { });
        _monitor.SetLife(BridgeState.Running, "Running.");
        var store = new DeadLetterStore(this, Options.Create(new DeadLetterOptions()), TimeProvider.System);
        var writer = new DeadLetterWriter(_bridge.Id, plan.Id, store, _monitor, TimeProvider.System, NullLogger.Instance);
        _sink.Mapping = record => record.Offset % 10 == 3 ? MappedEvent.Refused("too-large", "Too large.") : MappedEvent.Ready(record, 50);
        _lane = new OutboundLane(plan, _sink, _monitor, writer, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _lane.StopAsync(TimeSpan.Zero);
        await _lane.DisposeAsync();
        _world.Dispose();
    }

    public LandscapeDb CreateDbContext()
    {
        var options = new DbContextOptionsBuilder<LandscapeDb>();
        PersistenceModule.Configure(options, _world.Database.ConnectionString);
        return new LandscapeDb(options.AddInterceptors(_disk).Options);
    }

    [Fact]
    public async Task DiskFull_StopsAndSaysSo_GoesOnWhenThereIsRoom()
    {
        _disk.IsFull = true;

        await StuckThenMendedAsync("disk is full", () => _disk.IsFull = false);
    }

    [Fact]
    public async Task DatabaseLocked_StopsAndSaysSo_GoesOnWhenItIsFree()
    {
        await using var other = new SqliteConnection(_world.Database.ConnectionString);
        await other.OpenAsync();
        var transaction = other.BeginTransaction();

        await StuckThenMendedAsync("locked", transaction.Rollback);
    }

    private async Task StuckThenMendedAsync(string words, Action mend)
    {
        _lane.Start((_, _) => { }, () => { });
        for (var offset = 0; offset < Events; offset++)
            _lane.Offer(new ConsumedRecord(_tracker.Partition, offset, new EventRecord([1], new byte[50_000], [])), _tracker);

        var stuck = await Eventually.IsAsync(() => Task.FromResult(_monitor.Snapshot()), now => now.State == BridgeState.Failed, Limit, "it says so");
        Assert.Contains(words, stuck.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("stops reading; nothing is lost", stuck.Reason, StringComparison.Ordinal);
        // The first of them is not kept, so nothing from it on counts as done.
        Assert.InRange(_tracker.Next, 0, 3);
        Assert.Equal(0, stuck.DeadLetters);
        Assert.NotNull(stuck.NextAttempt);

        mend();
        await Eventually.IsAsync(() => Task.FromResult(_tracker.Next), next => next == Events, Limit, "all are through");

        Assert.Equal(BridgeState.Running, _monitor.Snapshot().State);
        Assert.Equal(Enumerable.Range(0, Events).Where(n => n % 10 != 3).Select(n => (long)n), _sink.Delivered.Order());
        await using var db = _world.Database.CreateDbContext();
        Assert.Equal(
            Enumerable.Range(0, Events).Where(n => n % 10 == 3).Select(n => $"orders/0/{n}").Order(StringComparer.Ordinal),
            (await db.DeadLetters.Select(letter => letter.Origin).ToListAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(Events / 10, _monitor.Snapshot().DeadLetters);
    }

    /// <summary>A disk that has room for nothing more than is there.</summary>
    private sealed class FullDisk : DbConnectionInterceptor
    {
        private volatile bool _isFull;

        public bool IsFull
        {
            get => _isFull;
            set => _isFull = value;
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (!_isFull)
                return;
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA max_page_count=1";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
