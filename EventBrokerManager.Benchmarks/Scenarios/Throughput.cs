using System.Globalization;
using EventBrokerManager.Benchmarks.Measuring;
using EventBrokerManager.Benchmarks.Reporting;
using EventBrokerManager.Benchmarks.Services;
using EventBrokerManager.Benchmarks.Subjects;

namespace EventBrokerManager.Benchmarks.Scenarios;

/// <summary>
/// As fast as it goes: every subject moves the same events to or from queues that cost next to nothing, in turns, so that what else
/// happens on the machine meets all of them. Each has had its warm-up: the first events of a .NET process cost twice as much.
/// </summary>
internal static class Throughput
{
    private const string Space = "Benchmark";

    /// <summary>Kafka to SQS.</summary>
    public static async Task<IReadOnlyList<Table>> OutAsync(RunOptions options, KafkaServer kafka, int events, int size, int rounds)
    {
        await using var queues = await NullQueues.StartAsync(options, 0, size, TimeSpan.Zero);
        var subjects = await SubjectsAsync(options, kafka, queues);
        try
        {
            var topics = new Dictionary<ISubject, string>();
            foreach (var engine in subjects.OfType<EngineSubject>())
                topics[engine] = await engine.Product.CreateChannelAsync(Space, NullQueues.EventType);
            var shared = $"benchmark-out-{size}";
            await kafka.CreateTopicAsync(shared);
            foreach (var topic in topics.Values.Append(shared))
                kafka.Fill(topic, NullQueues.EventType, events, size);
            return [await RunAsync(
                $"Kafka to SQS, {Size(size)}", subjects, rounds, queues,
                (subject, name) => new Work(
                    Way.KafkaToSqs, kafka.Address, topics.GetValueOrDefault(subject, shared), Space, NullQueues.EventType, queues.Origin, name, name, events))];
        }
        finally
        {
            await DisposeAsync(subjects);
        }
    }

    /// <summary>SQS to Kafka.</summary>
    public static async Task<IReadOnlyList<Table>> InAsync(RunOptions options, KafkaServer kafka, int events, int size, int rounds)
    {
        await using var queues = await NullQueues.StartAsync(options, events, size, TimeSpan.Zero);
        var subjects = await SubjectsAsync(options, kafka, queues);
        try
        {
            var topics = new Dictionary<ISubject, string>();
            foreach (var (subject, i) in subjects.Select((subject, i) => (subject, i)))
            {
                if (subject is EngineSubject engine)
                    topics[subject] = await engine.Product.CreateChannelAsync(Space, NullQueues.EventType);
                else
                    await kafka.CreateTopicAsync(topics[subject] = $"benchmark-in-{size}-{i}");
                await kafka.KeepLittleAsync(topics[subject]);
            }

            return [await RunAsync(
                $"SQS to Kafka, {Size(size)}", subjects, rounds, queues,
                (subject, name) => new Work(
                    Way.SqsToKafka, kafka.Address, topics[subject], Space, NullQueues.EventType, queues.Origin, name, name, events))];
        }
        finally
        {
            await DisposeAsync(subjects);
        }
    }

    private static async Task<IReadOnlyList<ISubject>> SubjectsAsync(RunOptions options, KafkaServer kafka, NullQueues queues)
    {
        var subjects = new List<ISubject>();
        foreach (var (name, dll) in options.Products)
            subjects.Add(new EngineSubject(name, await Product.StartAsync(dll, kafka.Address, [queues.Origin])));
        subjects.Add(new BareSubject(16));
        subjects.Add(new BareSubject(8));
        if (File.Exists(Path.Combine(options.Benthos, "benthos")))
            subjects.Add(new BenthosSubject(options.Benthos));
        return subjects;
    }

    private static async Task<Table> RunAsync(
        string title, IReadOnlyList<ISubject> subjects, int rounds, NullQueues queues, Func<ISubject, string, Work> workOf)
    {
        var done = subjects.ToDictionary(subject => subject, _ => new List<Round>());
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (subject, i) in subjects.Select((subject, i) => (subject, i)))
            {
                var result = await Round.RunAsync(subject, workOf(subject, $"r{round}s{i}"), queues);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{title}, {(round == 0 ? "warm-up" : $"round {round}")}: {subject.Name}: {result.EventsPerSecond:0}/s, {result.EventsPerCpuSecond:0}/CPU s, {result.PeakMiB:0} MiB, {result.Threads} threads"));
                if (round > 0)
                    done[subject].Add(result);
            }

            await queues.ForgetAsync();
        }

        var table = new Table(title, "", ["Events/s", "Events per CPU s", "lowest to highest", "of the bare loop", "of Benthos", "peak MiB", "threads"]);
        var bare = subjects.OfType<BareSubject>().Select(subject => CpuOf(done[subject])).First();
        var benthos = subjects.OfType<BenthosSubject>().Select(subject => CpuOf(done[subject])).FirstOrDefault();
        foreach (var subject in subjects)
        {
            var results = done[subject];
            table.Add(
                subject.Name, Table.Number(results.Select(result => result.EventsPerSecond).Median()), Table.Number(CpuOf(results)),
                $"{Table.Number(results.Min(result => result.EventsPerCpuSecond))} to {Table.Number(results.Max(result => result.EventsPerCpuSecond))}",
                Table.Ratio(CpuOf(results) / bare), benthos > 0 ? Table.Ratio(CpuOf(results) / benthos) : "",
                Table.Number(results.Select(result => result.PeakMiB).Median()), Table.Number(results.Max(result => result.Threads)));
            table.Bar(subject.Name, CpuOf(results));
        }

        return table;
    }

    private static double CpuOf(List<Round> rounds) => rounds.Select(round => round.EventsPerCpuSecond).Median();

    private static async Task DisposeAsync(IEnumerable<ISubject> subjects)
    {
        foreach (var subject in subjects)
            await subject.DisposeAsync();
    }

    private static string Size(int size) => size < 1024 ? $"{size}-byte events" : $"{size / 1024} KiB events";
}
