using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Api;

/// <summary>Finds what a path names by id or by name. Ids win over names that look like one.</summary>
internal static class Lookup
{
    /// <summary>What a part of a path says: routing leaves an escaped slash as it is.</summary>
    public static string Text(string part) => part.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <param name="what">Such as <c>space</c>.</param>
    /// <exception cref="RefusedException">There is none.</exception>
    public static T One<T>(IEnumerable<T> items, string what, string idOrName, Func<T, Guid> id, Func<T, string> name)
        where T : class
    {
        var text = Text(idOrName);
        var all = items.ToList();
        var found = Names.TryParseId(text, out var wanted) ? all.Find(i => id(i) == wanted) : null;
        found ??= all.Find(i => Names.Key(name(i)) == Names.Key(text));
        return found ?? throw RefusedException.NotFound(
            $"There is no {what} '{text}'. It may have been deleted; the list of {what}s shows what there is.");
    }
}
