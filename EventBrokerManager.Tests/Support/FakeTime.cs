using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Support;

public static class FakeTime
{
    /// <summary>Lets fake seconds pass until the task is done. The code under test need not have begun to wait yet.</summary>
    /// <exception cref="TimeoutException">It was not done within 30 real seconds.</exception>
    public static async Task AdvanceUntilAsync(this FakeTimeProvider time, Task task)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!task.IsCompleted)
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException("It did not come, however much time passed.");
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await task;
    }
}
