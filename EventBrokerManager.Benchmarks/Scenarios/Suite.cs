using EventBrokerManager.Benchmarks.Reporting;
using EventBrokerManager.Benchmarks.Services;

namespace EventBrokerManager.Benchmarks.Scenarios;

/// <summary>Runs what was asked for, one scenario after the other, and writes the report after each: a run that is cut off is not lost.</summary>
internal static class Suite
{

    public static async Task RunAsync(RunOptions options)
    {
        var report = new Report(options);
        await using var kafka = await KafkaServer.StartAsync(options);
        foreach (var (name, scenario) in Scenarios(options, kafka))
        {
            if (!options.Wants(name))
                continue;
            Console.Error.WriteLine($"== {name}");
            foreach (var table in await scenario())
                report.Add(name, table);
            await report.WriteAsync();
        }
    }

    private static IEnumerable<(string Name, Func<Task<IReadOnlyList<Table>>> Scenario)> Scenarios(RunOptions options, KafkaServer kafka)
    {
        yield return ("out", () => Throughput.OutAsync(options, kafka, options.Events, 200, options.Rounds));
        yield return ("in", () => Throughput.InAsync(options, kafka, options.Events, 200, options.Rounds));
        yield return ("out-4k", () => Throughput.OutAsync(options, kafka, options.Events / 3, 4096, Math.Min(options.Rounds, 3)));
        yield return ("in-4k", () => Throughput.InAsync(options, kafka, options.Events / 3, 4096, Math.Min(options.Rounds, 3)));
    }
}
