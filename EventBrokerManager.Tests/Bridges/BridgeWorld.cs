using System.Text;
using EventBrokerManager.Audit;
using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Landscape;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Bridges;

/// <summary>A database with a space and two services, and the bridges' services on it; the engine and Kafka are fakes.</summary>
internal sealed class BridgeWorld : IDisposable
{
    public const string Region = "eu-central-1";
    public static readonly Actor Tess = new("Tess Cole", Role.TechnicalContact);
    public static readonly Actor Vic = new("Vic", Role.View);

    public BridgeWorld()
    {
        using var db = Database.CreateDbContext();
        db.Organisations.Add(new Organisation { Name = "Acme" });
        db.Spaces.Add(Space);
        db.Services.AddRange(
            new Service { Name = "Orders", NameKey = "ORDERS", Version = "1.4", Events = { Placed, Shipped } },
            new Service { Name = "Legacy", NameKey = "LEGACY", Version = "1", Events = { OtherPlaced } });
        db.SaveChanges();

        var audit = new AuditLog(Time);
        Checks = new BridgeChecks(Database, new AllowedOrigins(Options.Create(new SqsOptions { AllowedEndpoints = ["http://127.0.0.1:9324"] }), []));
        Licence = new LicenceService(Database, audit, Time);
        var reader = new BridgeReader(Database, Engine);
        Service = new BridgeService(
            reader,
            new BridgeDefinitions(Database, Checks, Landscape, Licence, Engine, audit, Time),
            new BridgeLifecycle(Database, Licence, Engine, audit, Time));
        var redriver = new Redriver(Database, Engine, audit, Time);
        Letters = new DeadLetterService(new DeadLetterReader(Database), redriver, new Discarder(Database, redriver, Engine, audit));
    }

    public TestDatabase Database { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    public FakeBridgeEngine Engine { get; } = new();

    public ChannelsOnly Landscape { get; } = new();

    public ILicence Licence { get; }

    public IBridgeChecks Checks { get; }

    public IBridgeService Service { get; }

    public IDeadLetters Letters { get; }

    public Space Space { get; } = new() { Name = "Production", NameKey = "PRODUCTION" };

    public ServiceEvent Placed { get; } = new() { Name = "OrderPlaced" };

    public ServiceEvent Shipped { get; } = new() { Name = "OrderShipped" };

    /// <summary>Named as the other service's.</summary>
    public ServiceEvent OtherPlaced { get; } = new() { Name = "OrderPlaced" };

    public static string Queue(string name) => $"https://sqs.{Region}.amazonaws.com/123456789012/{name}";

    public static ConnectionRequest To(string @event, string queue) => new(@event, Direction.KafkaToTarget, Queue(queue));

    public static ConnectionRequest From(string @event, string queue) => new(@event, Direction.TargetToKafka, Queue(queue));

    public static BridgeRequest Request(string name, params ConnectionRequest[] connections) =>
        new(name, "sqs", "production", Region, StartFrom.New, connections);

    public Task<BridgeDetails> Create(string name, params ConnectionRequest[] connections) =>
        Service.CreateAsync(Tess, Request(name, connections), CancellationToken.None);

    /// <summary>Adds a dead letter of an event <c>e[number]</c> from offset <c>[number]</c>.</summary>
    /// <returns>Its id.</returns>
    public async Task<long> AddDeadLetterAsync(
        Guid bridge, Guid connection, int number, string code = "too-large", int redrives = 0, string type = "OrderShipped", DateTimeOffset? at = null)
    {
        await using var db = Database.CreateDbContext();
        var letter = new DeadLetter
        {
            BridgeId = bridge,
            ConnectionId = connection,
            At = at ?? Time.GetUtcNow(),
            ReasonCode = code,
            Reason = $"Because of {code}.",
            Origin = $"t/0/{number}",
            OriginKey = $"t/0/{number}@1",
            EventId = $"e{number}",
            EventType = type,
            Value = [1, 2, 3],
            Headers = $$"""[["ce_id","{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"e{number}"))}}"],["empty",null]]""",
            Size = 3,
            Redrives = redrives,
        };
        db.DeadLetters.Add(letter);
        await db.SaveChangesAsync();
        return letter.Id;
    }

    public void Dispose() => Database.Dispose();

    /// <summary>A landscape that makes channels and nothing else.</summary>
    internal sealed class ChannelsOnly : ILandscape
    {
        public List<(string? Event, string? Space)> Ensured { get; } = [];

        /// <summary>Done before a channel is made, such as refusing.</summary>
        public Func<Task> Before { get; set; } = () => Task.CompletedTask;

        public async Task<ChannelDetails> EnsureChannelAsync(Actor actor, string? eventName, string? space, CancellationToken cancellation)
        {
            await Before();
            Ensured.Add((eventName, space));
            return new(Guid.NewGuid(), Guid.NewGuid(), "", "", Guid.NewGuid(), "", "", 1, 1, false, [], null, null);
        }

        public Task<(string Name, string? Region)> OrganisationAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<SpaceDetails>> SpacesAsync(Actor actor, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<SpaceDetails> CreateSpaceAsync(Actor actor, string? name, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<ServiceDetails>> ServicesAsync(Actor actor, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<ServiceDetails> CreateServiceAsync(Actor actor, ServiceRequest request, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<ChannelDetails>> ChannelsAsync(Actor actor, bool withOffsets, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
