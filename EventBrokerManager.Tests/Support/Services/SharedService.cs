namespace EventBrokerManager.Tests.Support.Services;

/// <summary>Something that is started for the first test that asks, serves all others too, and ends with the run.</summary>
internal sealed class SharedService<T>(Func<Task<T>> start)
{
    private readonly Lazy<Task<T>> _started = new(() => Task.Run(start));

    public Task<T> GetAsync() => _started.Value;
}
