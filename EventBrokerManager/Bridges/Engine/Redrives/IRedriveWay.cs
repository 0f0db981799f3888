namespace EventBrokerManager.Bridges.Engine.Redrives;

/// <summary>
/// The way of one connection's dead letters: the connection's own target, gate and mapping. Used by one caller at a time, beside the
/// live traffic.
/// </summary>
internal interface IRedriveWay
{
    ConnectionPlan Plan { get; }

    ConnectionMonitor Monitor { get; }

    /// <summary>True while the other side is away; then sending waits.</summary>
    bool IsWaiting { get; }

    /// <summary>Learns what may have changed at the target since the lane was opened, such as its size limit. Never fails.</summary>
    Task PrepareAsync(CancellationToken cancellation);

    /// <summary>Why the letter would be refused again before it is sent; null where it can be sent.</summary>
    RedriveResult? Check(KeptLetter letter);

    /// <summary>
    /// Sends as many from the front as go in one step, each event of an order key only after the one before it, and answers those that are
    /// finished. What the target does not take now is answered by none and stays the caller's; a target that is away is waited for.
    /// </summary>
    /// <param name="waiting">Ends waits, such as the one for the target; what is under way is finished.</param>
    /// <param name="stopping">Cuts what is under way. Its events may have arrived.</param>
    Task<IReadOnlyList<RedriveResult>> SendAsync(IReadOnlyList<KeptLetter> letters, CancellationToken waiting, CancellationToken stopping);
}
