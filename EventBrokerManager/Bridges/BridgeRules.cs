using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges;

/// <summary>
/// What a bridge must be to be saved. The same rules stand behind the API, the service and what the wizard says while a
/// person types. Two saves at once are decided by the database's unique indexes, not here.
/// </summary>
public static class BridgeRules
{
    public static BridgeVerdict Check(BridgeRequest request, BridgeFacts facts)
    {
        var problems = new List<FieldProblem>();
        var collisions = new List<FieldProblem>();

        CheckName(request.Name, facts.NameTaken, problems, collisions);
        var service = CheckService(request.Service, problems);
        if (!facts.Space.Found)
            problems.Add(new("space", facts.Space.Problem));
        var region = CheckRegion(request.Region, problems);

        if (request.Connections.Count == 0)
            problems.Add(new("connections", "A bridge needs at least one event. Add one, with a queue for at least one direction."));
        CheckEvents(request.Connections, facts, problems);
        var targets = CheckTargets(request.Connections, region, facts, problems, collisions);

        if (problems.Count + collisions.Count > 0)
            return new([.. problems, .. collisions], problems.Count == 0, targets, null);

        var connections = request.Connections.Select((connection, i) =>
            new ConnectionDefinition(facts.Events[i].Value!, connection.Direction, targets[i].Queue!, connection.Format));
        return new([], false, targets, new(
            request.Name!.Trim(), service!.Key, facts.Space.Value!, region!.Code, request.From, [.. connections]));
    }

    /// <summary>The address of each connection as it would be kept, where it is one; to look up who else uses it.</summary>
    public static IReadOnlyList<string> Urls(BridgeRequest request, IReadOnlyCollection<string> allowedOrigins) =>
        [.. request.Connections.Select(c => SqsQueueUrl.Check(c.Target, request.Region?.Trim(), allowedOrigins).Queue?.Url).OfType<string>().Distinct()];

    /// <summary>How a direction reads: <c>to SQS</c>.</summary>
    public static string Display(this Direction direction) => direction == Direction.KafkaToTarget ? "to SQS" : "from SQS";

    private static void CheckName(string? name, bool taken, List<FieldProblem> problems, List<FieldProblem> collisions)
    {
        if (NameRules.Problem(name) is { } problem)
            problems.Add(new("name", problem));
        else if (taken)
            collisions.Add(new("name", $"There is a bridge named '{name!.Trim()}' already. Choose another name."));
    }

    private static BridgeServiceKind? CheckService(string? key, List<FieldProblem> problems)
    {
        var service = BridgeServices.Find(key);
        if (service is null)
        {
            problems.Add(new("service", string.IsNullOrWhiteSpace(key)
                ? "Choose a service."
                : $"There is no service '{Shorten(key)}'. Choose {BridgeServices.Sqs} (AWS SQS)."));
        }
        else if (!service.Available)
        {
            problems.Add(new("service", $"{service.Name} is not available yet. Choose {BridgeServices.Sqs} (AWS SQS)."));
        }

        return service;
    }

    private static AwsRegion? CheckRegion(string? code, List<FieldProblem> problems)
    {
        var region = AwsRegions.Find(code?.Trim());
        if (region is null)
        {
            problems.Add(new("region", string.IsNullOrWhiteSpace(code)
                ? "Choose a region: the one that the queues are in."
                : $"'{Shorten(code)}' is not a region of AWS that bridges know. Choose one such as eu-central-1."));
        }

        return region;
    }

    private static void CheckEvents(IReadOnlyList<ConnectionRequest> connections, BridgeFacts facts, List<FieldProblem> problems)
    {
        var seen = new HashSet<(Guid, Direction)>();
        for (var i = 0; i < connections.Count; i++)
        {
            if (!facts.Events[i].Found)
            {
                problems.Add(new($"connections[{i}].event", facts.Events[i].Problem!));
                continue;
            }

            var known = facts.Events[i].Value!;
            if (!seen.Add((known.Id, connections[i].Direction)))
            {
                problems.Add(new($"connections[{i}].event",
                    $"{known.Name} {connections[i].Direction.Display()} stands here twice. A bridge carries an event once in each direction; use a second bridge for a second queue."));
            }
        }
    }

    private static SqsUrlCheck[] CheckTargets(
        IReadOnlyList<ConnectionRequest> connections, AwsRegion? region, BridgeFacts facts,
        List<FieldProblem> problems, List<FieldProblem> collisions)
    {
        var checks = new SqsUrlCheck[connections.Count];
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < connections.Count; i++)
        {
            checks[i] = SqsQueueUrl.Check(connections[i].Target, region?.Code, facts.AllowedOrigins);
            var field = $"connections[{i}].target";
            if (checks[i].Queue is not { } queue)
            {
                // Without a region no address can be judged; the region's own problem says what to do.
                if (region is not null)
                    problems.Add(new(field, checks[i].Problem!));
            }
            else if (!first.TryAdd(queue.Url, i))
            {
                var other = first[queue.Url];
                problems.Add(new(field, InBridge(connections[i].Direction, connections[other].Direction, NameOf(facts, connections, other))));
            }
            else if (facts.QueuesInUse.TryGetValue(queue.Url, out var use))
            {
                collisions.Add(new(field, InOtherBridge(connections[i].Direction, use)));
            }
        }

        return checks;
    }

    private static string NameOf(BridgeFacts facts, IReadOnlyList<ConnectionRequest> connections, int i) =>
        $"{facts.Events[i].Value?.Name ?? Shorten(connections[i].Event ?? "another event")} {connections[i].Direction.Display()}";

    private static string InBridge(Direction mine, Direction others, string other) => mine == others
        ? $"This queue is used twice in this bridge: {other} has it, too. Each connection needs a queue of its own."
        : $"{other} uses this queue the other way: what the bridge sends would come back to it, in a loop. Use another queue for one of the two.";

    private static string InOtherBridge(Direction mine, QueueUse use) => (mine, use.Direction) switch
    {
        (Direction.KafkaToTarget, Direction.TargetToKafka) =>
            $"The bridge '{use.Bridge}' receives from this queue: what this one sends would come back into Kafka, in a loop. Use another queue.",
        (Direction.TargetToKafka, Direction.KafkaToTarget) =>
            $"The bridge '{use.Bridge}' sends to this queue: what it sends would come back into Kafka, in a loop. Use another queue.",
        (Direction.KafkaToTarget, _) =>
            $"The bridge '{use.Bridge}' sends to this queue already. Use another queue, or remove it there first.",
        _ =>
            $"The bridge '{use.Bridge}' receives from this queue already, and each message goes to one receiver. Use another queue, or remove it there first.",
    };

    private static string Shorten(string text) => text.Length > 64 ? text[..64] + "..." : text;
}
