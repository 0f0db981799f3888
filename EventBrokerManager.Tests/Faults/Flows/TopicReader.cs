using System.Text;
using Confluent.Kafka;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Faults.Flows;

/// <summary>Reads a topic from its beginning, on a thread of its own and straight from the broker, and enters what it finds.</summary>
internal sealed class TopicReader : IDisposable
{
    private readonly KafkaFixture _kafka;
    private readonly string _topic;
    private readonly Ledger _ledger;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly Thread _thread;
    private volatile bool _stop;

    public TopicReader(KafkaFixture kafka, string topic, int partitions, Ledger ledger)
    {
        (_kafka, _topic, _ledger) = (kafka, topic, ledger);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = kafka.BootstrapServers, GroupId = $"ledger-{Guid.NewGuid():N}", EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest, ReconnectBackoffMs = 50, ReconnectBackoffMaxMs = 500,
        }).SetLogHandler((_, _) => { }).Build();
        _consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        _thread = new Thread(Run) { IsBackground = true, Name = $"ledger of {topic}" };
        _thread.Start();
    }

    /// <summary>Waits until all that the topic has is entered.</summary>
    public async Task CatchUpAsync()
    {
        var there = await _kafka.CountAsync(_topic);
        await Eventually.IsAsync(
            () => Task.FromResult(_ledger.Distinct + _ledger.Copies), read => read >= there, TimeSpan.FromSeconds(60), $"{there} events of {_topic} are read");
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _consumer.Dispose();
    }

    private void Run()
    {
        while (!_stop)
        {
            try
            {
                if (_consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } result)
                    _ledger.Add(Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes("ce_id")));
            }
            catch (KafkaException)
            {
                // The broker is away; the client goes on by itself.
            }
        }
    }
}
