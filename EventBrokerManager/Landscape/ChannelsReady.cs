namespace EventBrokerManager.Landscape;

/// <summary>
/// Tells when the topics of all channels that the database knows are there. The embedded broker forgets its topics with the process,
/// so what reads them waits for this; a real Kafka keeps them, and this is complete at once.
/// </summary>
public sealed class ChannelsReady
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Never fails; is not complete while the embedded broker does not answer.</summary>
    public Task Task => _ready.Task;

    internal void Set() => _ready.TrySetResult();
}
