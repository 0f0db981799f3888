using EventBrokerManager.Bridges;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Components.Pages.Bridges;

/// <summary>Words that several of the bridges' pages use.</summary>
internal static class BridgeText
{
    public static string ServiceName(string key) => BridgeServices.Find(key)?.Name ?? key;

    /// <summary>How many events a bridge carries in a direction; a dash for none.</summary>
    public static string Count(BridgeDetails bridge, Direction direction)
    {
        var count = bridge.Connections.Count(c => c.Direction == direction);
        return count == 0 ? "–" : count.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>What deleting takes away.</summary>
    public static string Loss(IReadOnlyList<BridgeDetails> bridges)
    {
        var letters = bridges.Sum(b => b.Status.DeadLetters);
        var lost = letters == 0 ? "No dead letter is lost." : $"{Shared.Format.Of(letters, "dead letter")} would be lost for good.";
        var running = bridges.Count(b => b.Desired == DesiredState.Started);
        var stops = running == 0 ? "" : bridges.Count == 1 ? " It is started and stops first." : $" {running} of them are started and stop first.";
        return $"{lost}{stops} Queues and channels stay as they are, with what is in them.";
    }
}
