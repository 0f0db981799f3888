using EventBrokerManager.Bridges.Engine.Redrives;

namespace EventBrokerManager.Bridges.Engine;

// Dead letters that are sent again, beside the live traffic.
internal sealed partial class InboundLane
{
    /// <summary>Their way: the same channel, behind the same gate.</summary>
    public IRedriveWay Redrive => new InboundRedrive(_plan, _source, _producer, _broker, _kafka, _monitor, _time);

    /// <summary>Dead letters went, so there may be room for those that wait to be written.</summary>
    public void DeadLettersGone() => _deadLetters.TryNow();
}
