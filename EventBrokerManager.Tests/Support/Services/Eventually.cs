using System.Diagnostics;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>For what another process does in its own time: asks until it is so, and fails at the limit with what was seen last.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>The first value that satisfies.</summary>
    public static async Task<T> IsAsync<T>(Func<Task<T>> ask, Func<T, bool> satisfies, TimeSpan limit, string what)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            var value = await ask();
            if (satisfies(value))
                return value;
            if (started.Elapsed > limit)
                throw new TimeoutException($"{what}: not within {limit.TotalSeconds:0} s; last seen: {value}");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Waits until the path is answered with success.</summary>
    public static Task AnswersAsync(HttpClient client, string path, TimeSpan limit, Func<bool>? lost = null) => IsAsync(
        async () =>
        {
            if (lost?.Invoke() == true)
                return "ended";
            try
            {
                using var answer = await client.GetAsync(path);
                return answer.IsSuccessStatusCode ? "success" : $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}";
            }
            catch (HttpRequestException problem)
            {
                return problem.Message;
            }
        },
        seen => seen == "success" || (seen == "ended" ? throw new InvalidOperationException("It ended before it answered.") : false),
        limit,
        $"{client.BaseAddress}{path.TrimStart('/')}");
}
