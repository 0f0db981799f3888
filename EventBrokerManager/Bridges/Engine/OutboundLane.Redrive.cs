using EventBrokerManager.Bridges.Engine.Redrives;

namespace EventBrokerManager.Bridges.Engine;

// Dead letters that are sent again, beside the live traffic.
internal sealed partial class OutboundLane
{
    /// <summary>Their way: the same target, behind the same gate.</summary>
    public IRedriveWay Redrive => new OutboundRedrive(_plan, _sink, _gate, _monitor, _time);

    /// <summary>Dead letters went, so there may be room for those that wait to be written.</summary>
    public void DeadLettersGone() => _deadLetters.TryNow();
}
