using System.Text;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Tests.Bridges.Engine;

/// <summary>A target in memory. Each call asks the test what to answer; what was delivered is kept in order.</summary>
internal sealed class FakeSink(bool isOrdered = false) : ISink
{
    private readonly List<ConsumedRecord> _delivered = [];

    /// <summary>Answers a call; the default delivers all.</summary>
    public Func<IReadOnlyList<ConsumedRecord>, CancellationToken, Task<IReadOnlyList<SendResult>>> Answer { get; set; } =
        (batch, _) => Task.FromResult<IReadOnlyList<SendResult>>([.. batch.Select(_ => SendResult.Delivered)]);

    /// <summary>Maps a record; the default takes all.</summary>
    public Func<ConsumedRecord, MappedEvent>? Mapping { get; set; }

    /// <summary>The redrive's number of each record that was mapped as a redrive, by offset.</summary>
    public Dictionary<long, int> Numbers { get; } = [];

    /// <summary>How often the target was asked whether it is there.</summary>
    public int Probes { get; private set; }

    public int BatchEvents => 10;

    public int BatchBytes => 1_000;

    public bool IsOrdered => isOrdered;

    public int MostUnderWayOfOneKey { get; private set; }

    private readonly Dictionary<string, int> _underWay = [];

    public List<long> Delivered
    {
        get
        {
            lock (_delivered)
                return _delivered.ConvertAll(record => record.Offset);
        }
    }

    public string OrderKey(ConsumedRecord record) => Encoding.UTF8.GetString(record.Record.Key!);

    public MappedEvent Map(ConsumedRecord record) => Mapping?.Invoke(record) ?? MappedEvent.Ready(record, 50);

    public MappedEvent MapRedrive(ConsumedRecord record, int number)
    {
        lock (Numbers)
            Numbers[record.Offset] = number;
        return Map(record);
    }

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellation)
    {
        Probes++;
        return Task.FromResult(new ProbeResult(true, ""));
    }

    public async Task<IReadOnlyList<SendResult>> SendAsync(IReadOnlyList<MappedEvent> batch, CancellationToken cancellation)
    {
        var records = batch.Select(mapped => (ConsumedRecord)mapped.Payload!).ToList();
        Count(records, 1);
        try
        {
            var results = await Answer(records, cancellation);
            lock (_delivered)
                _delivered.AddRange(records.Where((_, i) => results[i].Outcome == SendOutcome.Delivered));
            return results;
        }
        finally
        {
            Count(records, -1);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Count(List<ConsumedRecord> records, int by)
    {
        if (!isOrdered)
            return;
        lock (_underWay)
        {
            foreach (var key in records.Select(OrderKey))
            {
                _underWay[key] = _underWay.GetValueOrDefault(key) + by;
                MostUnderWayOfOneKey = Math.Max(MostUnderWayOfOneKey, _underWay[key]);
            }
        }
    }
}
