using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Engine.Redrives;

namespace EventBrokerManager.Bridges.Engine;

// What is asked of a bridge's dead letters goes to the runner, where there is one.
internal sealed partial class BridgeSupervisor : IRedriveEngine
{
    public RedriveMoment? Moment(Guid bridge) => _runners.GetValueOrDefault(bridge)?.Redrive;

    public void Wake(Guid bridge) => _runners.GetValueOrDefault(bridge)?.WakeRedrive();

    public void Cancel(Guid bridge) => _runners.GetValueOrDefault(bridge)?.CancelRedrive();

    public Task<RedriveCheck> CheckAsync(Guid bridge, IReadOnlyList<KeptLetter> letters, CancellationToken cancellation) =>
        _runners.GetValueOrDefault(bridge)?.CheckAsync(letters, cancellation) ?? Task.FromResult(new RedriveCheck(0, []));

    public void Gone(Guid bridge, IReadOnlyDictionary<Guid, int> letters)
    {
        _runners.GetValueOrDefault(bridge)?.DeadLettersGone(letters);
        _changes.Raise();
    }
}
