using System.ComponentModel.DataAnnotations;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Api;

/// <param name="TechnicalContacts">People by e-mail or id, tokens as they stand in the audit; null: who creates it.</param>
internal sealed record AppBody(
    string? Name, [property: AllowedValues("Licensed", "Free")] string? Kind, IReadOnlyList<string?>? TechnicalContacts = null)
{
    /// <exception cref="RefusedException">The kind is none.</exception>
    public AppRequest ToRequest()
    {
        var problems = new List<FieldProblem>();
        AppKind? kind = string.IsNullOrWhiteSpace(Kind) ? null : Words.Read<AppKind>(Kind, "kind", problems);
        return problems.Count == 0
            ? new AppRequest(Name, kind, TechnicalContacts is null ? null : [.. TechnicalContacts.Select(c => c ?? "")])
            : throw RefusedException.Invalid(problems);
    }
}

/// <param name="Name">What is null stays as it is.</param>
internal sealed record AppChangeBody(
    string? Name = null, [property: AllowedValues("Licensed", "Free")] string? Kind = null, IReadOnlyList<string?>? TechnicalContacts = null);

internal sealed record SwitchBody(bool? Enabled)
{
    /// <exception cref="RefusedException">It says neither.</exception>
    public bool Read() => Enabled ?? throw RefusedException.Invalid("enabled", "enabled is missing. Give true or false.");
}

internal sealed record ContactAnswer(string Id, string Name, string? Email);

/// <param name="Enabled">The app's own switch; each environment has one besides.</param>
/// <param name="Pending">Of a change: what is in the way in Kafka, where it does not hold there yet; else null.</param>
internal sealed record AppAnswer(
    string Id, string Name, AppKind Kind, bool Enabled, IReadOnlyList<ContactAnswer> TechnicalContacts,
    IReadOnlyList<AppEnvironmentAnswer> Environments, DateTimeOffset Created, DateTimeOffset? Retired, string? Pending)
{
    public static AppAnswer Of(AppDetails app) => Of(app, null);

    public static AppAnswer Of(AppDetails app, string? pending) => new(
        app.Id.Hex(),
        app.Name,
        app.Kind,
        app.BrokerEnabled,
        [.. app.Contacts.Select(c => new ContactAnswer(c.Subject, c.Name, c.Email))],
        [.. app.Environments.Select(AppEnvironmentAnswer.Of)],
        app.Created,
        app.Retired,
        pending);
}

/// <param name="Enabled">The environment's own switch.</param>
/// <param name="State">Whether it takes part.</param>
/// <param name="Reason">Why, and whose move it is.</param>
internal sealed record AppEnvironmentAnswer(
    string Id, string Name, string Space, bool Enabled, EnvironmentState State, string Reason, DateTimeOffset? LastConfiguration)
{
    public static AppEnvironmentAnswer Of(EnvironmentSummary environment) => new(
        environment.Id.Hex(), environment.Name, environment.Space, environment.BrokerEnabled, environment.State, environment.Reason,
        environment.LastConfiguration);
}

/// <param name="Subject">What would change.</param>
/// <param name="Effects">One sentence each; empty where nothing is affected.</param>
internal sealed record EffectsAnswer(string Subject, IReadOnlyList<string> Effects)
{
    public static EffectsAnswer Of(Effects effects) => new(effects.Subject, effects.Consequences);
}

/// <param name="Kind">Licensed, unless given.</param>
/// <param name="Environments">Added to those that are there.</param>
/// <param name="TechnicalContacts">Added to those that are there.</param>
internal sealed record AppImportItem(
    string? Name,
    [property: AllowedValues("Licensed", "Free")] string? Kind = null,
    IReadOnlyList<string?>? Environments = null,
    IReadOnlyList<string?>? TechnicalContacts = null);

/// <param name="Items">Either these,</param>
/// <param name="Csv">or a CSV text with the columns name, kind, environments and technicalContacts, the last two with semicolons.</param>
internal sealed record AppImportBody(IReadOnlyList<AppImportItem?>? Items = null, string? Csv = null)
{
    public IReadOnlyList<AppImportRow> ToRows(IAppImport import) => Csv is not null
        ? import.Read(Csv)
        : [
            .. (Items ?? []).Select((item, i) => new AppImportRow(
                i + 1, item?.Name, item?.Kind, [.. (item?.Environments ?? []).Select(e => e ?? "")], [.. (item?.TechnicalContacts ?? []).Select(c => c ?? "")])),
        ];
}

/// <param name="Row">From 1; of a CSV text the line.</param>
internal sealed record AppImportProblemAnswer(int Row, string? Name, string Problem);

/// <param name="Problems">Rows that were left out; the others are taken.</param>
internal sealed record AppImportAnswer(int Total, int Created, int Changed, int Unchanged, IReadOnlyList<AppImportProblemAnswer> Problems)
{
    public static AppImportAnswer Of(AppImportProgress progress) => new(
        progress.Total, progress.Created, progress.Changed, progress.Unchanged,
        [.. progress.Problems.Select(p => new AppImportProblemAnswer(p.Row, p.Name, p.Message))]);
}
