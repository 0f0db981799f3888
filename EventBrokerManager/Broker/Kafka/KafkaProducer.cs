using Confluent.Kafka;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>The idempotent producer. A fatal error, or <see cref="AbandonAsync"/>, replaces the client behind it.</summary>
/// <param name="oneByOne">One record in each call to Kafka.</param>
internal sealed class KafkaProducer(ClientConfig client, ILogger logger, bool oneByOne = false) : IRecordProducer, IDisposable
{
    /// <summary>A client and what ends with it: a client that is disposed answers its open records no more.</summary>
    private sealed record Incarnation(IProducer<byte[]?, byte[]?> Client, CancellationTokenSource Ended);

    private readonly Lock _lock = new();
    private Incarnation? _current;
    private KafkaProducer? _oneByOne;

    public async Task<ProduceResult> ProduceAsync(string topic, EventRecord record, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(topic, record, cancellation);
            return new ProduceResult(ProduceOutcome.Acknowledged, "");
        }
        catch (ProduceException<byte[]?, byte[]?> exception) when (exception.Error.Code == ErrorCode.InvalidRecord && !oneByOne)
        {
            // Of several in one call Kafka says only that they are refused. Why, and whether it is the record's fault, shows when each goes alone.
            return await OneByOne().ProduceAsync(topic, record, cancellation);
        }
        catch (ProduceException<byte[]?, byte[]?> exception)
        {
            return Failed(exception.Error);
        }
        catch (KafkaException exception)
        {
            return Failed(exception.Error);
        }
        catch (ObjectDisposedException)
        {
            return new ProduceResult(ProduceOutcome.Unknown, "The connection to Kafka was made anew.");
        }
    }

    /// <summary>Publishes one record and says where it stands.</summary>
    public async Task<(int Partition, long Offset)> PublishAsync(string topic, EventRecord record, CancellationToken cancellation)
    {
        try
        {
            var report = await SendAsync(topic, record, cancellation).WaitAsync(cancellation);
            return (report.Partition.Value, report.Offset.Value);
        }
        catch (KafkaException exception)
        {
            throw KafkaErrors.IsRecordRefusal(exception.Error.Code)
                ? new BrokerRefusedException(KafkaErrors.Describe(exception.Error), exception)
                : KafkaErrors.Translate(exception);
        }
    }

    public Task AbandonAsync()
    {
        KafkaProducer? other;
        lock (_lock)
            other = _oneByOne;
        return Task.WhenAll(EndAsync(_ => true), other?.AbandonAsync() ?? Task.CompletedTask);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _current?.Client.Flush(TimeSpan.FromSeconds(2));
            _oneByOne?.Dispose();
        }

        _ = EndAsync(_ => true);
    }

    private KafkaProducer OneByOne()
    {
        lock (_lock)
            return _oneByOne ??= new KafkaProducer(client, logger, oneByOne: true);
    }

    private async Task<DeliveryResult<byte[]?, byte[]?>> SendAsync(string topic, EventRecord record, CancellationToken cancellation)
    {
        var message = ToMessage(record);
        while (true)
        {
            var incarnation = Current();
            try
            {
                return await incarnation.Client.ProduceAsync(topic, message, cancellation).WaitAsync(incarnation.Ended.Token);
            }
            catch (ProduceException<byte[]?, byte[]?> exception) when (exception.Error.Code == ErrorCode.Local_QueueFull)
            {
                await Task.Delay(20, cancellation);
            }
            catch (OperationCanceledException) when (incarnation.Ended.IsCancellationRequested)
            {
                throw new ObjectDisposedException(nameof(KafkaProducer));
            }
        }
    }

    private Incarnation Current()
    {
        lock (_lock)
            return _current ??= new Incarnation(Build(), new CancellationTokenSource());
    }

    private IProducer<byte[]?, byte[]?> Build()
    {
        var config = new ProducerConfig(client.Copy())
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            Partitioner = Partitioner.Murmur2Random,
            MessageTimeoutMs = 0,
            LingerMs = 1,
            // The broker's own limit decides what is too large: SQS's 1 MiB with headers is above the client's default.
            MessageMaxBytes = 16_000_000,
        };
        if (oneByOne)
            config.BatchNumMessages = 1;
        return new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler(OnError)
            .SetLogHandler((_, message) => logger.LogDebug("Kafka producer: {Message}", message.Message))
            .Build();
    }

    private void OnError(IProducer<byte[]?, byte[]?> producer, Error error)
    {
        logger.LogDebug("Kafka producer: {Reason}", error.Reason);
        if (!error.IsFatal)
            return;
        logger.LogWarning("The Kafka producer ended ({Reason}) and is made anew.", error.Reason);
        _ = EndAsync(incarnation => incarnation.Client == producer);
    }

    private Task EndAsync(Func<Incarnation, bool> which)
    {
        Incarnation? ended;
        lock (_lock)
        {
            if (_current is null || !which(_current))
                return Task.CompletedTask;
            ended = _current;
            _current = null;
        }

        // Disposing waits for the client's own thread, which may be the caller's.
        return Task.Run(() =>
        {
            ended.Client.Dispose();
            ended.Ended.Cancel();
        });
    }

    private static ProduceResult Failed(Error error) => new(
        KafkaErrors.IsRecordRefusal(error.Code) ? ProduceOutcome.RecordRefused
        : KafkaErrors.IsRefusal(error.Code) ? ProduceOutcome.Refused
        : ProduceOutcome.Unknown,
        KafkaErrors.Describe(error));

    private static Message<byte[]?, byte[]?> ToMessage(EventRecord record)
    {
        var headers = new Headers();
        foreach (var header in record.Headers)
            headers.Add(header.Name, header.Value);
        return new Message<byte[]?, byte[]?> { Key = record.Key, Value = record.Value, Headers = headers };
    }
}
