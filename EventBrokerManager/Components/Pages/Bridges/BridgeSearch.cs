using EventBrokerManager.Bridges;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Components.Pages.Bridges;

/// <summary>Which bridges the overview shows, and in which order.</summary>
public static class BridgeSearch
{
    /// <summary>The states that are offered as filters, worst first; those between stand under what they lead to.</summary>
    public static IReadOnlyList<BridgeState> Groups { get; } = [BridgeState.Failed, BridgeState.Retrying, BridgeState.Running, BridgeState.Stopped];

    /// <summary>Starting and Reconfiguring count as Running, Stopping as Stopped.</summary>
    public static BridgeState GroupOf(BridgeState state) => state switch
    {
        BridgeState.Starting or BridgeState.Reconfiguring => BridgeState.Running,
        BridgeState.Stopping => BridgeState.Stopped,
        _ => state,
    };

    /// <param name="search">Every word must be found in the name, an event, a service, a queue or the region.</param>
    /// <param name="state">A group's name, or null for all.</param>
    /// <param name="space">A space's name, or null for all.</param>
    /// <param name="sort">A column, with <c>-</c> before it for descending; failed first without it.</param>
    public static List<BridgeDetails> Find(IReadOnlyList<BridgeDetails> bridges, string? search, string? state, string? space, string? sort)
    {
        var found = Match(bridges, search, space).Where(b => state is null || string.Equals(GroupOf(b.Status.State).ToString(), state, StringComparison.OrdinalIgnoreCase));
        var down = sort?.StartsWith('-') == true;
        var sorted = sort?.TrimStart('-') switch
        {
            "name" => By(found, b => Names.Key(b.Name), down),
            "rate" => By(found, b => b.Status.PerSecond, down),
            "lag" => By(found, b => b.Status.Lag ?? (down ? -1 : long.MaxValue), down),
            "dead" => By(found, b => b.Status.DeadLetters, down),
            "since" => By(found, b => b.Status.Since.UtcTicks, !down),
            _ => By(found, b => -(int)b.Status.State, down),
        };
        return [.. sorted.ThenBy(b => b.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The bridges in a space that a search finds, whatever their state; the filters' counts are of these.</summary>
    public static IEnumerable<BridgeDetails> Match(IReadOnlyList<BridgeDetails> bridges, string? search, string? space)
    {
        var words = (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return bridges.Where(b => (space is null || b.Space == space) && words.All(w => Has(b, w)));
    }

    private static bool Has(BridgeDetails bridge, string word) =>
        Contains(bridge.Name, word) || Contains(bridge.Region, word)
        || bridge.Connections.Any(c => Contains(c.Event, word) || Contains(c.Service, word) || Contains(c.Target, word));

    private static bool Contains(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static IOrderedEnumerable<BridgeDetails> By<T>(IEnumerable<BridgeDetails> bridges, Func<BridgeDetails, T> key, bool down) =>
        down ? bridges.OrderByDescending(key) : bridges.OrderBy(key);
}
