using EventBrokerManager.Bridges.Engine.Redrives;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>What the dead letters' service asks of the engine of this process.</summary>
public interface IRedriveEngine
{
    /// <summary>What the bridge's redrive does now; null where the bridge does not run here.</summary>
    RedriveMoment? Moment(Guid bridge);

    /// <summary>A redrive was written down; a bridge that starts later finds it by itself.</summary>
    void Wake(Guid bridge);

    /// <summary>The redrive was ended; what it has sent already is still answered.</summary>
    void Cancel(Guid bridge);

    /// <summary>Holds dead letters against the rules that count now; those of a connection that does not run here yet are left out.</summary>
    Task<RedriveCheck> CheckAsync(Guid bridge, IReadOnlyList<KeptLetter> letters, CancellationToken cancellation);

    /// <summary>So many dead letters were discarded, by connection.</summary>
    void Gone(Guid bridge, IReadOnlyDictionary<Guid, int> letters);
}
