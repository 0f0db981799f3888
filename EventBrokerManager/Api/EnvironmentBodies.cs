using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Api;

internal sealed record EnvironmentBody(string? Name);

/// <param name="Space">Name or id.</param>
/// <param name="CutNow">True: what it may in the old space ends at once, not with its next configuration call.</param>
internal sealed record MoveBody(string? Space, bool? CutNow = null);

/// <param name="Undo">From the answer to the change.</param>
internal sealed record UndoBody(string? Undo)
{
    /// <exception cref="RefusedException">It is no id.</exception>
    public Guid Read() => Names.TryParseId(Undo, out var id)
        ? id
        : throw RefusedException.Invalid("undo", "undo is missing. Take it from the answer to the change.");
}

/// <param name="Step">licence, appEnabled, environmentEnabled, credentialsTaken, configurationFetched, channelsCreated or firstEvent.</param>
/// <param name="State">done, next or later.</param>
/// <param name="At">When it was done, where somebody noted it.</param>
/// <param name="Text">What was done, or what is to do.</param>
/// <param name="WhoseMove">Who does it; null where it is done.</param>
internal sealed record TimelineAnswer(string Step, string State, DateTimeOffset? At, string Text, string? WhoseMove)
{
    public static TimelineAnswer Of(TimelineEntry entry) =>
        new(Words.Of(entry.Step), Words.Of(entry.State), entry.At, entry.Text, entry.WhoseMove);
}

/// <param name="Status">The HTTP status that was answered.</param>
internal sealed record ConfigurationCallAnswer(DateTimeOffset At, int Status, string Outcome);

internal sealed record CredentialAnswer(
    int Generation, string UserName, DateTimeOffset Created, string CreatedBy, DateTimeOffset? LastUsed, DateTimeOffset? Retires);

/// <param name="PreviousSpace">Where it was moved out of, while what it may there stays.</param>
/// <param name="Enabled">The environment's own switch.</param>
/// <param name="AppEnabled">The app's switch.</param>
/// <param name="State">Whether it takes part.</param>
/// <param name="Reason">Why, and whose move it is.</param>
/// <param name="Calls">The newest configuration calls, newest first.</param>
/// <param name="Credentials">Without their secrets.</param>
/// <param name="Undo">Of a move: for taking it back within a day.</param>
/// <param name="Pending">Of a change: what is in the way in Kafka, where it does not hold there yet.</param>
internal sealed record EnvironmentAnswer(
    string Id, string App, AppKind Kind, string Name, string Space, string? PreviousSpace, bool AppEnabled, bool Enabled,
    EnvironmentState State, string Reason, IReadOnlyList<TimelineAnswer> Timeline, IReadOnlyList<ConfigurationCallAnswer> Calls,
    IReadOnlyList<CredentialAnswer> Credentials, IReadOnlyList<string> Notes, DateTimeOffset? LastConfiguration,
    DateTimeOffset Created, DateTimeOffset? Retired, string? Undo, string? Pending)
{
    public static EnvironmentAnswer Of(EnvironmentDetails environment) => Of(environment, null, null);

    public static EnvironmentAnswer Of(EnvironmentDetails environment, string? pending, Guid? undo) => new(
        environment.Id.Hex(),
        environment.App,
        environment.Kind,
        environment.Name,
        environment.Space,
        environment.PreviousSpace,
        environment.AppEnabled,
        environment.BrokerEnabled,
        environment.State,
        environment.Reason,
        [.. environment.Timeline.Select(TimelineAnswer.Of)],
        [.. environment.Calls.Select(c => new ConfigurationCallAnswer(c.At, c.Status, c.Outcome))],
        [.. environment.Credentials.Select(c => new CredentialAnswer(c.Generation, c.UserName, c.Created, c.CreatedBy, c.LastUsed, c.Retires))],
        environment.Notes,
        environment.LastConfiguration,
        environment.Created,
        environment.Retired,
        undo?.Hex(),
        pending);
}
