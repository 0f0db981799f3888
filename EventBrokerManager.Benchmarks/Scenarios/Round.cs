using System.Diagnostics;
using EventBrokerManager.Benchmarks.Measuring;
using EventBrokerManager.Benchmarks.Services;
using EventBrokerManager.Benchmarks.Subjects;

namespace EventBrokerManager.Benchmarks.Scenarios;

/// <summary>What one subject did in one round.</summary>
internal sealed record Round(double EventsPerSecond, double EventsPerCpuSecond, double PeakMiB, int Threads)
{
    /// <summary>The shares of a round between which it is measured: joining and draining are not the pace.</summary>
    private const double From = 0.2, To = 0.9;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(2);

    /// <summary>Lets the subject do the work, and waits until everything has arrived.</summary>
    public static async Task<Round> RunAsync(ISubject subject, Work work, NullQueues queues)
    {
        await subject.BeginAsync(work);
        ProcessUsage.ResetPeak(subject.Process);
        var first = await ReachAsync(subject, work, queues, From);
        var last = await ReachAsync(subject, work, queues, To);
        var threads = ProcessUsage.Threads(subject.Process);
        await ReachAsync(subject, work, queues, 1);
        var peak = ProcessUsage.PeakMiB(subject.Process);
        await subject.EndAsync();
        var events = last.Events - first.Events;
        return new Round(events / Stopwatch.GetElapsedTime(first.Time, last.Time).TotalSeconds, events / (last.Cpu - first.Cpu), peak, threads);
    }

    private static async Task<(long Events, long Time, double Cpu)> ReachAsync(ISubject subject, Work work, NullQueues queues, double share)
    {
        var (best, since) = (-1L, Stopwatch.GetTimestamp());
        while (true)
        {
            var (sent, deleted) = await queues.CountsAsync(work.Queue);
            var events = work.Way == Way.KafkaToSqs ? sent : deleted;
            if (events >= work.Events * share)
                return (events, Stopwatch.GetTimestamp(), ProcessUsage.CpuSeconds(subject.Process));
            if (events > best)
                (best, since) = (events, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > Stuck)
                throw new InvalidOperationException($"{subject.Name}: {events} of {work.Events} events arrived, then nothing for two minutes.");
            await Task.Delay(Pause);
        }
    }
}
