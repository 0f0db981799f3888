using System.Threading.Channels;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Bridges.Engine;

/// <summary>A source in memory: hands out batches that the test puts in, and records how each delivery was settled.</summary>
internal sealed class FakeSource : ISource
{
    private readonly Channel<IReadOnlyList<Delivery>> _batches = System.Threading.Channels.Channel.CreateUnbounded<IReadOnlyList<Delivery>>();

    public TimeSpan Hold => TimeSpan.FromSeconds(30);

    public string? Warning => null;

    public List<string> Acknowledged { get; } = [];

    public List<string> Released { get; } = [];

    public List<string> Renewed { get; } = [];

    public int Receives { get; private set; }

    /// <summary>Called before an acknowledgement; may throw.</summary>
    public Action BeforeAcknowledge { get; set; } = () => { };

    /// <summary>Called before a receive; may throw.</summary>
    public Action BeforeReceive { get; set; } = () => { };

    public void HandOut(params FakeDelivery[] deliveries) => _batches.Writer.TryWrite(deliveries);

    public async Task<IReadOnlyList<Delivery>> ReceiveAsync(bool wait, CancellationToken cancellation)
    {
        lock (Acknowledged)
            Receives++;
        BeforeReceive();
        if (!wait)
            return _batches.Reader.TryRead(out var there) ? there : [];
        return await _batches.Reader.ReadAsync(cancellation);
    }

    public Task<IReadOnlyList<Delivery>> AcknowledgeAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        BeforeAcknowledge();
        lock (Acknowledged)
            Acknowledged.AddRange(deliveries.Select(delivery => delivery.Id));
        return Task.FromResult<IReadOnlyList<Delivery>>([]);
    }

    public Task RenewAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        lock (Acknowledged)
            Renewed.AddRange(deliveries.Select(delivery => delivery.Id));
        return Task.CompletedTask;
    }

    public Task ReleaseAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        lock (Acknowledged)
            Released.AddRange(deliveries.Select(delivery => delivery.Id));
        return Task.CompletedTask;
    }

    /// <summary>Maps what was kept; the default takes all.</summary>
    public Func<EventRecord, MappedDelivery> KeptMapping { get; set; } = kept => new MappedDelivery(kept, null, null);

    public MappedDelivery MapKept(EventRecord kept, string id) => KeptMapping(kept);

    public Task<long?> BacklogAsync(CancellationToken cancellation) => Task.FromResult<long?>(null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class FakeDelivery(string id, string? orderKey = null, string? refusal = null) : Delivery
{
    /// <summary>As the refusal: mapping it throws.</summary>
    public const string Throws = "throws";

    public override string Id => id;

    public override string? OrderKey => orderKey;

    public override EventRecord Keep() => new(null, System.Text.Encoding.UTF8.GetBytes("kept " + id), []);

    public override MappedDelivery Map() => refusal == Throws
        ? throw new InvalidOperationException("unexpected")
        : new(new EventRecord(null, System.Text.Encoding.UTF8.GetBytes(id), []), refusal, refusal is null ? null : "It is broken.");
}
