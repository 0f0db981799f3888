using System.Linq.Expressions;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Access;

/// <summary>Reads the overview of access. Everything that is implemented has a grant, so grants are all there is.</summary>
internal static class AccessQueries
{
    public static async Task<AccessPart> ReadAsync(LandscapeDb db, AccessFilter filter, int skip, int take, CancellationToken cancellation)
    {
        var rows = Where(Rows(db), filter);
        var total = await rows.CountAsync(cancellation);
        var part = await rows
            .OrderBy(r => r.Grant.Environment.App.NameKey).ThenBy(r => r.Grant.Environment.NameKey)
            .ThenBy(r => r.Grant.Event.Service.NameKey).ThenBy(r => r.Grant.Event.Name).ThenBy(r => r.Grant.EventId)
            .Skip(skip).Take(take)
            .Select(Details)
            .ToListAsync(cancellation);
        return new AccessPart(part.ConvertAll(row => row with { Gap = Gap(row) }), total);
    }

    /// <summary>The row of one grant, also where neither direction is granted or implemented.</summary>
    public static async Task<IEnumerable<AccessDetails>> OneAsync(LandscapeDb db, Guid environment, Guid @event, CancellationToken cancellation) =>
        (await Joined(db).Where(r => r.Grant.EnvironmentId == environment && r.Grant.EventId == @event).Select(Details).ToListAsync(cancellation))
        .Select(row => row with { Gap = Gap(row) });

    /// <summary>Where access and reality disagree.</summary>
    internal static AccessGap Gap(AccessDetails row)
    {
        var lacks = (row.ImplementsPublish && !row.Publish) || (row.ImplementsSubscribe && !row.Subscribe);
        var unused = (row.Publish && !row.ImplementsPublish) || (row.Subscribe && !row.ImplementsSubscribe);
        return (lacks, unused) switch
        {
            (true, true) => AccessGap.Both,
            (true, false) => AccessGap.ImplementedButNoAccess,
            (false, true) => AccessGap.AccessButNotImplemented,
            _ => AccessGap.None,
        };
    }

    private static readonly Expression<Func<Row, AccessDetails>> Details = r => new AccessDetails(
            r.Grant.EnvironmentId,
            r.Grant.Environment.App.Name,
            r.Grant.Environment.Name,
            r.Grant.Environment.Space.Name,
            r.Grant.EventId,
            r.Grant.Event.Service.Name,
            r.Grant.Event.Name,
            r.Grant.Event.Owner!.Name,
            r.Grant.Publish == true,
            r.Grant.Subscribe == true,
            r.Implemented != null && r.Implemented.Publish,
            r.Implemented != null && r.Implemented.Subscribe,
            AccessGap.None,
            r.Grant.At,
            r.Grant.By);

    private static IQueryable<Row> Rows(LandscapeDb db) =>
        Joined(db).Where(r => r.Grant.Publish == true || r.Grant.Subscribe == true || r.Implemented != null);

    private static IQueryable<Row> Joined(LandscapeDb db) =>
        from grant in db.Grants.AsNoTracking()
        join used in db.Implemented.Where(i => i.Retired == null)
            on new { grant.EnvironmentId, grant.EventId } equals new { used.EnvironmentId, used.EventId } into several
        from implemented in several.DefaultIfEmpty()
        select new Row { Grant = grant, Implemented = implemented };

    private static IQueryable<Row> Where(IQueryable<Row> rows, AccessFilter filter)
    {
        if (filter.App is { } app)
            rows = rows.Where(r => r.Grant.Environment.AppId == app);
        if (filter.Environment is { } environment)
            rows = rows.Where(r => r.Grant.EnvironmentId == environment);
        if (filter.Event is { } @event)
            rows = rows.Where(r => r.Grant.EventId == @event);
        if (filter.Space is { } space)
            rows = rows.Where(r => r.Grant.Environment.SpaceId == space);
        if (filter.Gaps)
        {
            rows = rows.Where(r => (r.Grant.Publish == true) != (r.Implemented != null && r.Implemented.Publish)
                || (r.Grant.Subscribe == true) != (r.Implemented != null && r.Implemented.Subscribe));
        }

        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var (key, text) = (Names.Key(filter.Search), $"%{Escape(filter.Search.Trim())}%");
            rows = rows.Where(r => (r.Grant.Environment.App.NameKey + "/" + r.Grant.Environment.NameKey).Contains(key)
                || r.Grant.Environment.Space.NameKey.Contains(key)
                || EF.Functions.Like(r.Grant.Event.Service.Name + "/" + r.Grant.Event.Name, text, "\\"));
        }

        return rows;
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");

    internal sealed class Row
    {
        public required Grant Grant { get; init; }
        public required Implemented? Implemented { get; init; }
    }
}
