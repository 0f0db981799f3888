using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Drafts;

/// <summary>What the wizard says to a draft: the rules of bridges, at the wizard's own fields, and its own two rules.</summary>
public static class WizardRules
{
    public const string Confirmation = "confirmed";

    // As they stand on the page.
    private static readonly string[] DetailsFields = ["space", "name", "region"];

    public static IReadOnlyList<WizardStep> Steps { get; } = Enum.GetValues<WizardStep>();

    /// <summary>The field of a queue's address.</summary>
    /// <param name="i">Index of the event in the draft.</param>
    public static string TargetField(int i, Direction direction) => $"events[{i}].{(direction == Direction.KafkaToTarget ? "to" : "from")}";

    /// <summary>The step on which a field stands.</summary>
    public static WizardStep StepOf(string field) => field switch
    {
        "service" => WizardStep.Service,
        "space" or "name" or "region" or "from" => WizardStep.Details,
        Confirmation => WizardStep.Policy,
        _ => WizardStep.Events,
    };

    /// <summary>Judges the draft.</summary>
    /// <param name="verdict">Of <see cref="WizardDraft.ToRequest"/>, as the draft is now.</param>
    public static WizardReview Review(WizardDraft draft, BridgeVerdict verdict)
    {
        var (_, fields) = draft.ToRequest();
        var problems = Translate(draft, fields, verdict.Problems);
        if (!draft.Confirmed)
            problems.Add(new(Confirmation, "Add the statements to the queues, then say so here. Without them the bridge is refused."));

        var targets = new Dictionary<string, SqsUrlCheck>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count && i < verdict.Targets.Count; i++)
            targets[fields[i]] = verdict.Targets[i];
        return new([.. problems.OrderBy(p => StepOf(p.Field)).ThenBy(p => Array.IndexOf(DetailsFields, p.Field))], targets, verdict.Definition);
    }

    /// <summary>Puts problems of a request at the wizard's fields.</summary>
    public static List<FieldProblem> Translate(WizardDraft draft, IReadOnlyList<string> fields, IReadOnlyList<FieldProblem> problems)
    {
        var translated = new List<FieldProblem>();
        foreach (var problem in problems)
        {
            if (problem.Field == "connections")
                continue;
            translated.Add(problem with { Field = Field(problem.Field, fields) });
        }

        if (draft.Events.Count == 0)
            translated.Add(new("events", "No event is chosen. Add at least one."));
        for (var i = 0; i < draft.Events.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(draft.Events[i].To) && string.IsNullOrWhiteSpace(draft.Events[i].From))
                translated.Add(new($"events[{i}]", $"{draft.Events[i].Event} has no direction. Enter a queue to send it to or to receive it from, or remove the event."));
        }

        return translated;
    }

    // connections[2].target is the field of the third connection; connections[2].event is its event's row.
    private static string Field(string path, IReadOnlyList<string> fields)
    {
        const string prefix = "connections[";
        var end = path.IndexOf(']', StringComparison.Ordinal);
        if (!path.StartsWith(prefix, StringComparison.Ordinal) || end < 0
            || !int.TryParse(path.AsSpan(prefix.Length, end - prefix.Length), out var i) || i >= fields.Count)
            return path;
        return path.EndsWith(".event", StringComparison.Ordinal) ? fields[i][..fields[i].IndexOf('.', StringComparison.Ordinal)] : fields[i];
    }
}

/// <summary>What the rules say to a draft as it is.</summary>
/// <param name="Problems">At the wizard's fields, first step first.</param>
/// <param name="Targets">What came of each address, by field.</param>
/// <param name="Definition">The bridge, where nothing is wrong with it.</param>
public sealed record WizardReview(
    IReadOnlyList<FieldProblem> Problems, IReadOnlyDictionary<string, SqsUrlCheck> Targets, BridgeDefinition? Definition)
{
    public string? ProblemOf(string field) => Problems.FirstOrDefault(p => p.Field == field)?.Message;

    /// <summary>What is missing before the step after <paramref name="step"/> can be entered; the steps before count, too.</summary>
    public IReadOnlyList<FieldProblem> Missing(WizardStep step) => [.. Problems.Where(p => WizardRules.StepOf(p.Field) <= step)];

    /// <summary>True where nothing on that step is missing.</summary>
    public bool IsDone(WizardStep step) => !Problems.Any(p => WizardRules.StepOf(p.Field) == step);
}
