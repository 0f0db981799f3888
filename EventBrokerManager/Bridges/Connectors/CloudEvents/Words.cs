namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>Small helps for sentences.</summary>
internal static class Words
{
    /// <summary><c>a</c>, <c>a and b</c>, <c>a, b and c</c>; nulls are left out.</summary>
    public static string List(params ReadOnlySpan<string?> items)
    {
        var present = new List<string>(items.Length);
        foreach (var item in items)
        {
            if (item is not null)
                present.Add(item);
        }
        return present.Count < 2 ? string.Concat(present) : string.Join(", ", present.Take(present.Count - 1)) + " and " + present[^1];
    }
}
