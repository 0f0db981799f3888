using System.ComponentModel;
using System.Text.Json.Serialization;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Mvc;

namespace EventBrokerManager.Api;

/// <summary>What a list of dead letters can be narrowed by.</summary>
internal sealed record DeadLetterQuery(
    [property: FromQuery(Name = "connection"), Description("Only those of this connection, by its id.")] string? Connection,
    [property: FromQuery(Name = "reasonCode"), Description("Only those with this code, such as too-large.")] string? ReasonCode,
    [property: FromQuery(Name = "eventType"), Description("Only events of this CloudEvents type.")] string? EventType,
    [property: FromQuery(Name = "from"), Description("Only those set aside at this time or later (ISO 8601).")] string? From,
    [property: FromQuery(Name = "to"), Description("Only those set aside before this time (ISO 8601).")] string? To)
{
    /// <exception cref="RefusedException">An id or a time cannot be read.</exception>
    public DeadLetterFilter ToFilter(string? search) => DeadLetterWords.Filter(Connection, ReasonCode, EventType, From, To, search);
}

/// <summary>Which dead letters to send again. Empty, or left out: all of the bridge.</summary>
/// <param name="Ids">These dead letters, also those that were refused again too often; 1,000 at most.</param>
/// <param name="All">All that fit the rest of the body; the same as leaving both out.</param>
/// <param name="Connection">Only those of this connection, by its id.</param>
/// <param name="ReasonCode">Only those with this code, such as too-large.</param>
/// <param name="EventType">Only events of this CloudEvents type.</param>
/// <param name="From">Only those set aside at this time or later.</param>
/// <param name="To">Only those set aside before this time.</param>
/// <param name="Search">Only those with this text in reason, origin, event id or type.</param>
/// <param name="PerSecond">Events per second at most: 1 to 1000, 50 unless given.</param>
/// <param name="DryRun">True: nothing is sent; the answer says what would be.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RedriveBody(
    IReadOnlyList<long>? Ids, bool? All, string? Connection, string? ReasonCode, string? EventType, string? From, string? To, string? Search,
    int? PerSecond, bool? DryRun)
{
    public static RedriveBody Everything { get; } = new(null, null, null, null, null, null, null, null, null, null);

    public DeadLetterSelection ToSelection() =>
        DeadLetterWords.Selection(Ids, All ?? true, DeadLetterWords.Filter(Connection, ReasonCode, EventType, From, To, Search));
}

/// <summary>Which dead letters to delete for good, and why.</summary>
/// <param name="Reason">Why they are not needed; it stands in the audit. Required.</param>
/// <param name="Ids">These dead letters; 1,000 at most.</param>
/// <param name="All">True: all that fit the rest of the body. Required without ids.</param>
/// <param name="Connection">Only those of this connection, by its id.</param>
/// <param name="ReasonCode">Only those with this code, such as too-large.</param>
/// <param name="EventType">Only events of this CloudEvents type.</param>
/// <param name="From">Only those set aside at this time or later.</param>
/// <param name="To">Only those set aside before this time.</param>
/// <param name="Search">Only those with this text in reason, origin, event id or type.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DiscardBody(
    string? Reason, IReadOnlyList<long>? Ids, bool? All, string? Connection, string? ReasonCode, string? EventType, string? From, string? To,
    string? Search)
{
    public DeadLetterSelection ToSelection() =>
        DeadLetterWords.Selection(Ids, All ?? false, DeadLetterWords.Filter(Connection, ReasonCode, EventType, From, To, Search));
}

/// <summary>Reads selections, with a word for every field that is wrong.</summary>
internal static class DeadLetterWords
{
    public static DeadLetterFilter Filter(string? connection, string? reasonCode, string? eventType, string? from, string? to, string? search)
    {
        var problems = new List<FieldProblem>();
        Guid? id = null;
        if (!string.IsNullOrWhiteSpace(connection))
        {
            if (Names.TryParseId(connection, out var read))
                id = read;
            else
                problems.Add(new FieldProblem("connection", $"connection is '{connection}'; give the id of a connection, as the bridge shows it."));
        }

        var filter = new DeadLetterFilter(
            id, Text(reasonCode), Text(eventType), Time(from, "from", problems), Time(to, "to", problems), Text(search));
        return problems.Count == 0 ? filter : throw RefusedException.Invalid(problems);
    }

    public static DeadLetterSelection Selection(IReadOnlyList<long>? ids, bool all, DeadLetterFilter filter)
    {
        if (ids is not null && filter != DeadLetterFilter.All)
            throw RefusedException.Invalid("ids", "ids stands beside a filter. Give one of the two: these dead letters, or all that fit.");
        if (ids is null && !all)
            throw RefusedException.Invalid("all", "Say which dead letters: give ids, or all: true for all that fit the rest of the body.");
        return new DeadLetterSelection(ids, filter);
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DateTimeOffset? Time(string? text, string field, List<FieldProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (DateTimeOffset.TryParse(
            text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time))
            return time;
        problems.Add(new FieldProblem(field, $"{field} is '{text}'; give a time such as 2026-11-24T08:30:00Z."));
        return null;
    }
}
