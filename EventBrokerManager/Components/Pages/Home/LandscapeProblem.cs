using EventBrokerManager.Bridges;
using EventBrokerManager.Broker;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Components.Pages.Home;

/// <summary>Something that is not as it should be, with its next step.</summary>
/// <param name="State">Decides the badge's icon and colour.</param>
/// <param name="Word">The badge's word.</param>
/// <param name="What">What is the case, in one sentence, behind the subject.</param>
/// <param name="Next">Whose move it is and what to do.</param>
/// <param name="Action">The words of the link to <paramref name="Href"/>.</param>
public sealed record LandscapeProblem(
    BridgeState State, string Word, string Subject, string What, string Next, DateTimeOffset? Since, string Href, string Action)
{
    /// <summary>Worst first: Kafka away, bridges that failed, topics with a problem, bridges that retry, dead letters.</summary>
    public static IReadOnlyList<LandscapeProblem> Of(
        BrokerHealth broker, IReadOnlyList<BridgeDetails> bridges, IReadOnlyList<ChannelDetails> channels) =>
    [
        .. OfBroker(broker),
        .. bridges.Where(b => b.Status.State == BridgeState.Failed).OrderBy(b => b.Status.Since).Select(OfBridge),
        .. channels.Where(c => c.Problem is not null).Select(OfChannel),
        .. bridges.Where(b => b.Status.State == BridgeState.Retrying).OrderBy(b => b.Status.Since).Select(OfBridge),
        .. bridges.Where(b => b.Status.DeadLetters > 0).OrderByDescending(b => b.Status.DeadLetters).Select(OfDeadLetters),
    ];

    private static IEnumerable<LandscapeProblem> OfBroker(BrokerHealth broker)
    {
        if (broker.AwaySince is { } since)
            yield return new LandscapeProblem(BridgeState.Failed, "Away", "Kafka", "does not answer",
                $"Bridges wait and go on by themselves; nothing is lost. Whoever runs Kafka must look. {broker.Problem}".TrimEnd(),
                since, "/bridges", "Bridges");
    }

    private static LandscapeProblem OfBridge(BridgeDetails bridge)
    {
        var (what, next) = Split(bridge.Status.Reason);
        var waiting = bridge.Status.Lag is > 0 and var lag
            ? $"{Format.Of(lag, "event")} {(lag == 1 ? "waits" : "wait")}; nothing is lost."
            : "";
        return new LandscapeProblem(bridge.Status.State, bridge.Status.State.ToString(), bridge.Name, what,
            $"{next} {waiting}".Trim(), bridge.Status.Since, Links.Bridge(bridge.Id), "Look");
    }

    private static LandscapeProblem OfChannel(ChannelDetails channel)
    {
        var (what, next) = Split(channel.Problem!);
        return new LandscapeProblem(BridgeState.Failed, "Channel", $"{channel.Event} in {channel.Space}", what, next, null,
            Links.Channels(channel.Event, channel.Space), "Look");
    }

    private static LandscapeProblem OfDeadLetters(BridgeDetails bridge) => new(
        BridgeState.Retrying, "Dead letters", bridge.Name,
        $"{Format.Of(bridge.Status.DeadLetters, "event")} could not be delivered",
        "Kept whole, each with its reason and what to do.", null, $"{Links.Bridge(bridge.Id)}?tab=dead-letters", "Look");

    private static (string What, string Next) Split(string reason)
    {
        var end = reason.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? (reason.TrimEnd('.'), "") : (reason[..end], reason[(end + 2)..]);
    }
}
