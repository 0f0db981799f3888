using System.Diagnostics;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>
/// A small shell beside the test run that kills what is left of the children when the run ends, however it ends:
/// it knows by the end of its input, which even a killed process closes.
/// </summary>
internal static class ChildGuard
{
    private const string Script = """
        trap '' INT TERM HUP
        pids=' '
        while read -r what pid; do
          case $what in
            add) pids="$pids$pid " ;;
            remove) pids="${pids%% $pid *} ${pids#* $pid }" ;;
          esac
        done
        for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
        """;

    private static readonly Lock Gate = new();
    private static readonly Process Shell = Start();

    public static void Add(int pid) => Tell("add", pid);

    public static void Remove(int pid) => Tell("remove", pid);

    private static void Tell(string what, int pid)
    {
        lock (Gate)
        {
            Shell.StandardInput.WriteLine($"{what} {pid}");
            Shell.StandardInput.Flush();
        }
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        return Process.Start(start)!;
    }
}
