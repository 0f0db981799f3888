using System.Linq.Expressions;
using EventBrokerManager.Persistence.Entities;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>Selections as questions to the database.</summary>
internal static class DeadLetterQueries
{
    public static readonly Expression<Func<DeadLetter, DeadLetterSummary>> ToSummary = d => new DeadLetterSummary(
        d.Id, d.BridgeId, d.ConnectionId, d.At, d.ReasonCode, d.Reason, d.Origin, d.EventId, d.EventType, d.Size, d.Redrives, d.LastRedriven);

    public static IQueryable<DeadLetter> Matching(this IQueryable<DeadLetter> letters, DeadLetterFilter filter)
    {
        if (filter.Connection is { } connection)
            letters = letters.Where(d => d.ConnectionId == connection);
        if (filter.ReasonCode is { } code)
            letters = letters.Where(d => d.ReasonCode == code);
        if (filter.EventType is { } type)
            letters = letters.Where(d => d.EventType == type);
        if (filter.From is { } from)
            letters = letters.Where(d => d.At >= from);
        if (filter.To is { } to)
            letters = letters.Where(d => d.At < to);
        if (string.IsNullOrWhiteSpace(filter.Search))
            return letters;
        var pattern = $"%{Escape(filter.Search.Trim())}%";
        return letters.Where(d => EF.Functions.Like(d.Reason, pattern, "\\") || EF.Functions.Like(d.ReasonCode, pattern, "\\")
            || EF.Functions.Like(d.Origin, pattern, "\\") || (d.EventId != null && EF.Functions.Like(d.EventId, pattern, "\\"))
            || (d.EventType != null && EF.Functions.Like(d.EventType, pattern, "\\")));
    }

    public static IQueryable<DeadLetter> Selected(this IQueryable<DeadLetter> letters, Guid bridge, DeadLetterSelection selection)
    {
        letters = letters.Where(d => d.BridgeId == bridge);
        return selection.Ids is { } ids ? letters.Where(d => ids.Contains(d.Id)) : letters.Matching(selection.Filter);
    }

    /// <summary>Without those that were refused again too often, unless they were chosen by id.</summary>
    public static IQueryable<DeadLetter> ToRedrive(this IQueryable<DeadLetter> letters, Guid bridge, DeadLetterSelection selection) =>
        selection.Ids is null
            ? letters.Selected(bridge, selection).Where(d => d.Redrives < RedriveRules.MostRedrives)
            : letters.Selected(bridge, selection);

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");
}
