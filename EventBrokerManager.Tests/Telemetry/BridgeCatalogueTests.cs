using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Telemetry;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Telemetry;

public sealed class BridgeCatalogueTests : IDbContextFactory<LandscapeDb>, IBridgeMonitor, IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly EngineMeters _meters = new();
    private readonly FakeTimeProvider _time = new();
    private readonly DatabaseReady _ready = new();
    private readonly BridgeCatalogue _catalogue;
    private readonly ManualResetEventSlim _mayRead = new(true);
    private readonly Guid _bridge;
    private IReadOnlyList<BridgeStatus> _running = [];

    public BridgeCatalogueTests()
    {
        _catalogue = new BridgeCatalogue(this, _ready, this, _meters, _time, NullLogger<BridgeCatalogue>.Instance);
        _ready.Open();
        using var db = _database.CreateDbContext();
        var space = new Space { Name = "Production", NameKey = "PRODUCTION" };
        var bridge = new Bridge { Name = "orders-out", NameKey = "ORDERS-OUT", Service = "sqs", SpaceId = space.Id, Region = "eu-central-1", CreatedBy = "Tess" };
        db.AddRange(space, bridge);
        db.SaveChanges();
        _bridge = bridge.Id;
    }

    [Fact]
    public async Task Refresh_DatabaseHangs_GivesUpAfterTwoSecondsWithWhatWasKnown()
    {
        await _catalogue.RefreshAsync(CancellationToken.None);
        _mayRead.Reset();

        var refreshing = _catalogue.RefreshAsync(CancellationToken.None);
        await _time.AdvanceUntilAsync(refreshing);

        Assert.Equal("orders-out", Assert.Single(_catalogue.Bridges).Name);
        _mayRead.Set();
        await _catalogue.RefreshAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Refresh_MetersOfWhatIsGone_EndUnlessItRuns()
    {
        var (gone, running) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var id in new[] { _bridge, gone, running })
            _meters.Bridge(id);
        _running = [new BridgeStatus(running, BridgeState.Running, "All run.", default, [], [], [])];

        await _catalogue.RefreshAsync(CancellationToken.None);

        Assert.NotNull(_meters.FindBridge(_bridge));
        Assert.NotNull(_meters.FindBridge(running));
        Assert.Null(_meters.FindBridge(gone));
    }

    public LandscapeDb CreateDbContext()
    {
        _mayRead.Wait();
        return _database.CreateDbContext();
    }

    public BridgeStatus Get(Guid bridge) => throw new NotSupportedException();

    public IReadOnlyList<BridgeStatus> All() => _running;

    public IDisposable Subscribe(Action changed) => throw new NotSupportedException();

    public void Dispose()
    {
        _catalogue.Dispose();
        _mayRead.Dispose();
        _database.Dispose();
    }
}
