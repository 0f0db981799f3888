using EventBrokerManager.Bridges.Engine.Redrives;

namespace EventBrokerManager.Bridges.Engine;

// Dead letters of a running bridge: sent again, and gone.
internal sealed partial class BridgeRunner
{
    /// <summary>What its redrive does now.</summary>
    public RedriveMoment Redrive => _redrives.Moment;

    /// <summary>A redrive was asked for.</summary>
    public void WakeRedrive() => _redrives.Wake();

    public void CancelRedrive() => _redrives.Cancel();

    /// <summary>Holds dead letters against the rules that count now; those of a connection that is not open yet are left out.</summary>
    public async Task<RedriveCheck> CheckAsync(IReadOnlyList<KeptLetter> letters, CancellationToken cancellation)
    {
        var (examined, refused) = (0, new List<RedriveResult>());
        foreach (var group in letters.GroupBy(letter => letter.Connection))
        {
            if (_redrives.WayOf(group.Key) is not { } way)
                continue;
            await way.PrepareAsync(cancellation);
            examined += group.Count();
            refused.AddRange(group.Select(way.Check).OfType<RedriveResult>());
        }

        return new RedriveCheck(examined, refused);
    }

    /// <summary>Dead letters were discarded: the counts are set right, and what waits for room tries again.</summary>
    public void DeadLettersGone(IReadOnlyDictionary<Guid, int> letters)
    {
        foreach (var (connection, count) in letters)
        {
            if (_monitors.TryGetValue(connection, out var monitor))
                monitor.DeadLettersGone(count);
        }

        Freed();
    }

    private void OpenRedrives(List<ConnectionPlan> opened)
    {
        foreach (var lane in _outbound.Where(lane => opened.Contains(lane.Plan)))
            _redrives.Open(lane.Redrive);
        foreach (var lane in _inbound.Where(lane => opened.Contains(lane.Plan)))
            _redrives.Open(lane.Redrive);
    }

    private string ReasonOf(Guid connection) => _monitors[connection].Snapshot().Reason;

    private void Freed()
    {
        foreach (var lane in _outbound)
            lane.DeadLettersGone();
        foreach (var lane in _inbound)
            lane.DeadLettersGone();
    }
}
