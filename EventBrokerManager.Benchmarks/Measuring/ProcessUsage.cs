using System.Globalization;

namespace EventBrokerManager.Benchmarks.Measuring;

/// <summary>What a process has used, as Linux tells in <c>/proc</c>.</summary>
internal static class ProcessUsage
{
    /// <summary>Of <c>/proc/PID/stat</c>, in all Linux builds of today.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>User and system time so far, in seconds; it moves in steps of 10 ms.</summary>
    public static double CpuSeconds(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Forgets the peak, so that the next one is of what comes.</summary>
    public static void ResetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    /// <summary>The most memory that was resident since the last <see cref="ResetPeak"/>, in MiB.</summary>
    public static double PeakMiB(int process) => Status(process, "VmHWM:") / 1024;

    public static double ResidentMiB(int process) => Status(process, "VmRSS:") / 1024;

    public static int Threads(int process) => (int)Status(process, "Threads:");

    private static double Status(int process, string field)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line[field.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
