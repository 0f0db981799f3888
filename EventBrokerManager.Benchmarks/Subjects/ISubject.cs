namespace EventBrokerManager.Benchmarks.Subjects;

internal enum Way
{
    KafkaToSqs,
    SqsToKafka,
}

/// <summary>What a subject is to move in one round.</summary>
/// <param name="Topic">Read from its beginning, or written to.</param>
/// <param name="EventType">Of every event.</param>
/// <param name="Name">Unique, for a group or a bridge.</param>
internal sealed record Work(Way Way, string Kafka, string Topic, string Space, string EventType, string Origin, string Queue, string Name, int Events)
{
    public string QueueUrl => $"{Origin}/000000000000/{Queue}";
}

/// <summary>One of the programs that are compared.</summary>
internal interface ISubject : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Of its process.</summary>
    int Process { get; }

    /// <summary>Begins to move.</summary>
    Task BeginAsync(Work work);

    /// <summary>Everything has arrived: comes to rest.</summary>
    Task EndAsync();
}
