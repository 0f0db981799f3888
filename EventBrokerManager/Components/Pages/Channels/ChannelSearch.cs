using EventBrokerManager.Landscape;

namespace EventBrokerManager.Components.Pages.Channels;

/// <summary>Which channels the page shows, and in which order.</summary>
public static class ChannelSearch
{
    /// <param name="search">Every word must be found in event, service, space, topic or a bridge's name.</param>
    /// <param name="space">A space's name, or null for all.</param>
    /// <param name="sort">A column, with <c>-</c> before it for descending; by event without it. Unknown counts stand last.</param>
    public static List<ChannelDetails> Find(IReadOnlyList<ChannelDetails> channels, string? search, string? space, string? sort)
    {
        var words = (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = channels.Where(c => (space is null || c.Space == space) && words.All(w => Has(c, w)));
        var down = sort?.StartsWith('-') == true;
        var sorted = sort?.TrimStart('-') switch
        {
            "service" => By(found, c => c.Service, down),
            "space" => By(found, c => c.Space, down),
            "partitions" => By(found, c => c.Partitions, down),
            "replication" => By(found, c => c.ReplicationFactor, down),
            "retained" => By(found, c => c.Retained ?? (down ? -1 : long.MaxValue), down),
            "bridges" => By(found, c => c.Bridges.Count, down),
            "problem" => By(found, c => c.Problem is null ? 1 : 0, down),
            _ => By(found, c => c.Event, down),
        };
        return [.. sorted.ThenBy(c => c.Event, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Space, StringComparer.OrdinalIgnoreCase)];
    }

    private static IOrderedEnumerable<ChannelDetails> By<T>(IEnumerable<ChannelDetails> channels, Func<ChannelDetails, T> key, bool down)
    {
        var comparer = typeof(T) == typeof(string) ? (IComparer<T>)(object)StringComparer.OrdinalIgnoreCase : Comparer<T>.Default;
        return down ? channels.OrderByDescending(key, comparer) : channels.OrderBy(key, comparer);
    }

    private static bool Has(ChannelDetails channel, string word) =>
        Contains(channel.Event, word) || Contains(channel.Service, word) || Contains(channel.Space, word) || Contains(channel.Topic, word)
        || channel.Bridges.Any(b => Contains(b, word));

    private static bool Contains(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
