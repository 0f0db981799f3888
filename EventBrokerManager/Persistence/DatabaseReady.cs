namespace EventBrokerManager.Persistence;

/// <summary>The gate that workers wait at until the database has its tables.</summary>
public sealed class DatabaseReady
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => _opened.Task.IsCompletedSuccessfully;

    public Task WaitAsync(CancellationToken cancellation) => _opened.Task.WaitAsync(cancellation);

    internal void Open() => _opened.TrySetResult();
}
