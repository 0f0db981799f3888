namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>
/// The attribute <c>ebtrail</c>: which bridges an event passed, and which way. It is this product's own: what does not have its exact
/// form (<c>&lt;32 lower-case hex&gt;.out</c> or <c>.in</c>, separated by commas) is overwritten.
/// </summary>
internal static class Trail
{
    /// <summary>How many bridges an event may pass.</summary>
    public const int MostEntries = 16;

    private const int IdLength = 32;

    public static byte[] OutEntry(Guid bridge) => Entry(bridge, ".out"u8);

    public static byte[] InEntry(Guid bridge) => Entry(bridge, ".in"u8);

    /// <summary>True where a bridge of this product wrote this trail, and so the event as it stands.</summary>
    public static bool IsOurs(ReadOnlySpan<byte> trail) => Count(trail, default, out _) > 0;

    /// <summary>The trail with <paramref name="entry"/> at its end; a refusal where the entry is in it already, or it is full.</summary>
    public static Refusal? Append(ReadOnlySpan<byte> trail, byte[] entry, out byte[] appended)
    {
        appended = entry;
        var count = Count(trail, entry, out var passed);
        if (passed)
            return Refusals.Loop("it passed this bridge in this direction before.");
        if (count >= MostEntries)
            return Refusals.Loop($"it passed {count} bridges already, and {MostEntries} is the most that is allowed.");
        if (count > 0)
            appended = [.. trail, (byte)',', .. entry];
        return null;
    }

    /// <returns>How many entries there are; 0 where the trail is not ours.</returns>
    private static int Count(ReadOnlySpan<byte> trail, ReadOnlySpan<byte> sought, out bool found)
    {
        found = false;
        var seen = false;
        var count = 0;
        for (var rest = trail; ; count++)
        {
            var end = rest.IndexOf((byte)',');
            var entry = end < 0 ? rest : rest[..end];
            if (!IsEntry(entry))
                return 0;
            seen |= entry.SequenceEqual(sought);
            if (end < 0)
                break;
            rest = rest[(end + 1)..];
        }
        found = seen;
        return count + 1;
    }

    private static bool IsEntry(ReadOnlySpan<byte> entry) =>
        entry.Length > IdLength
        && !entry[..IdLength].ContainsAnyExcept("0123456789abcdef"u8)
        && (entry[IdLength..].SequenceEqual(".out"u8) || entry[IdLength..].SequenceEqual(".in"u8));

    private static byte[] Entry(Guid bridge, ReadOnlySpan<byte> way)
    {
        var entry = new byte[IdLength + way.Length];
        bridge.TryFormat(entry, out _, "N");
        way.CopyTo(entry.AsSpan(IdLength));
        return entry;
    }
}
