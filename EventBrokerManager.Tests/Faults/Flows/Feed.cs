using Amazon.SQS.Model;
using Confluent.Kafka;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults.Flows;

/// <summary>
/// Sends numbered events without a pause, as long as fewer than a limit are on their way, so that every fault comes in the middle of
/// traffic. An event counts as sent when its source has confirmed it.
/// </summary>
internal sealed class Feed : IAsyncDisposable
{
    private const int Lanes = 4;
    private readonly Func<int, int, Task> _send;
    private readonly Ledger _ledger;
    private readonly int _ahead;
    private readonly IDisposable? _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turn = new(1);
    private volatile int _sent;
    private Task _running = Task.CompletedTask;

    private Feed(Func<int, int, Task> send, Ledger ledger, int ahead, IDisposable? client) =>
        (_send, _ledger, _ahead, _client) = (send, ledger, ahead, client);

    public int Sent => _sent;

    /// <param name="ahead">Events on their way at most.</param>
    /// <param name="perSecond">Events a second at most.</param>
    public static Feed ToKafka(KafkaFixture kafka, string topic, string type, Ledger ledger, int ahead, int? perSecond = null)
    {
        var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig
        {
            BootstrapServers = kafka.BootstrapServers, EnableIdempotence = true, LingerMs = 5, Partitioner = Partitioner.Murmur2Random,
            ReconnectBackoffMs = 50, ReconnectBackoffMaxMs = 500,
        }).SetLogHandler((_, _) => { }).Build();
        return perSecond is null ? new Feed(SendAsync, ledger, ahead, producer) : new Feed(SendAsync, ledger, ahead, producer) { Chunk = perSecond.Value / 20, Pause = TimeSpan.FromMilliseconds(50) };

        Task SendAsync(int first, int count) => Task.WhenAll(Enumerable.Range(first, count).Select(n =>
        {
            var record = Traffic.Record(type, Ledger.Id(n));
            record.Key = Traffic.Utf8(ledger.Key(n));
            return producer.ProduceAsync(topic, record);
        }));
    }

    public static Feed ToFifo(SqsServer server, string queue, string type, Ledger ledger, int ahead)
    {
        return new Feed(SendAsync, ledger, ahead, null);

        // A lane sends one batch after the other, and has its own keys: so the numbers of a key come in their order.
        Task SendAsync(int first, int count) => Task.WhenAll(Enumerable.Range(first, count).GroupBy(n => n % ledger.Keys % Lanes).Select(async lane =>
        {
            foreach (var numbers in lane.Chunk(10))
            {
                var answer = await server.Client.SendMessageBatchAsync(queue, [.. numbers.Select(Entry)]);
                Assert.Empty(answer.Failed ?? []);
            }
        }));

        SendMessageBatchRequestEntry Entry(int number)
        {
            var entry = Traffic.Entry(type, Ledger.Id(number));
            (entry.MessageGroupId, entry.MessageDeduplicationId) = (ledger.Key(number), entry.Id);
            return entry;
        }
    }

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Events sent at once.</summary>
    public int Chunk { get; init; } = 400;

    /// <summary>The pause behind each chunk; none unless given.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Nothing is sent until the answer is disposed of, and <see cref="Sent"/> is exact.</summary>
    public async Task<IDisposable> HoldAsync()
    {
        await _turn.WaitAsync();
        return new Held(_turn);
    }

    /// <summary>Sends nothing more; what is sent is confirmed.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _client?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_sent - _ledger.Distinct < _ahead)
            {
                await SendAsync();
                await Task.Delay(Pause);
            }
            else
            {
                await Task.Delay(10);
            }
        }
    }

    private async Task SendAsync()
    {
        using var turn = await HoldAsync();
        await _send(_sent, Chunk);
        _sent += Chunk;
    }

    private sealed class Held(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
