using System.Reflection;

namespace EventBrokerManager.Benchmarks;

/// <summary>What a run measures, and where it finds the services it needs.</summary>
internal sealed record RunOptions
{
    public const string Usage = """
        Usage: dotnet run -c Release --project EventBrokerManager.Benchmarks -- --services FOLDER [options]

          --services FOLDER     holds kafka/broker (or give --kafka) and sqsnull/sqsnull
          --benthos FOLDER      holds benthos and its two configurations (benthos/ in the services' folder; left out where it is missing)
          --kafka HOST:PORT     a running Kafka in place of kafka/broker
          --only NAMES          some of the scenarios, by commas (all unless given):
                                out, in, out-4k, in-4k, latency, idle-queue, adapt, bridges, idle, start
          --rounds N            measured rounds of the throughput scenarios (5)
          --events N            events of each of these rounds (150000)
          --product NAME=DLL    a build of the product; several are compared in the same rounds (this repository's)
          --output FOLDER       where performance.md, performance.json and performance.svg are written (the working directory)
        """;

    public required string Services { get; init; }

    public string? Kafka { get; init; }

    /// <summary>Where Benthos is, if it is anywhere.</summary>
    public string Benthos { get; init; } = "";

    public IReadOnlySet<string> Only { get; init; } = new HashSet<string>();

    public int Rounds { get; init; } = 5;

    public int Events { get; init; } = 150_000;

    /// <summary>Builds of the product, by the name that the tables show.</summary>
    public IReadOnlyList<(string Name, string Dll)> Products { get; init; } = [];

    public string Output { get; init; } = ".";

    public bool Wants(string scenario) => Only.Count == 0 || Only.Contains(scenario);

    /// <summary>Null where the arguments cannot be understood.</summary>
    public static RunOptions? Parse(string[] args, out string problem)
    {
        problem = "";
        var options = new RunOptions { Services = "" };
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                problem = $"{args[i]} lacks its value.";
                return null;
            }

            var value = args[i + 1];
            switch (args[i])
            {
                case "--services": options = options with { Services = Path.GetFullPath(value), Benthos = options.Benthos is "" ? Path.Combine(Path.GetFullPath(value), "benthos") : options.Benthos }; break;
                case "--benthos": options = options with { Benthos = Path.GetFullPath(value) }; break;
                case "--kafka": options = options with { Kafka = value }; break;
                case "--only": options = options with { Only = value.Split(',').ToHashSet() }; break;
                case "--rounds" when int.TryParse(value, out var rounds) && rounds > 0: options = options with { Rounds = rounds }; break;
                case "--events" when int.TryParse(value, out var events) && events > 0: options = options with { Events = events }; break;
                case "--product" when value.Split('=', 2) is [var name, var dll]:
                    options = options with { Products = [.. options.Products, (name, Path.GetFullPath(dll))] };
                    break;
                case "--output": options = options with { Output = Path.GetFullPath(value) }; break;
                default:
                    problem = $"{args[i]} {value} is not understood.";
                    return null;
            }
        }

        if (!Directory.Exists(options.Services))
        {
            problem = "--services must name the folder of the services.";
            return null;
        }

        return options.Products.Count > 0 ? options : options with { Products = [("Event Broker Manager", OwnBuild())] };
    }

    private static string OwnBuild() => typeof(RunOptions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Product").Value!;
}
