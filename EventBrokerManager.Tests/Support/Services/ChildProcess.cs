using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>A program that a test started: its output, its signals, and its sure end.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 20_000;
    private const int Kill9 = 9, Terminate = 15, Continue = 18, Halt = 19;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentDictionary<TaskCompletionSource<string>, Func<string, bool>> _awaited = new();

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote last, both streams.</summary>
    public string Output => string.Join('\n', _output);

    /// <param name="settings">Environment variables beside ours; null takes one away.</param>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? settings = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, line) => child.Read(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Read(line.Data);
        child._process.Start();
        ChildGuard.Add(child.Id);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The first line, written or still to come, that satisfies; an end without it fails with all that was written.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> satisfies, TimeSpan limit)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[found] = satisfies;
        if (_output.FirstOrDefault(satisfies) is { } already)
            found.TrySetResult(already);
        using var stop = new CancellationTokenSource(limit);
        try
        {
            var exit = _process.WaitForExitAsync(stop.Token);
            await Task.WhenAny(found.Task, exit);
            return found.Task.IsCompleted ? await found.Task : throw new InvalidOperationException(
                $"{Path.GetFileName(_process.StartInfo.FileName)} {(HasExited ? $"ended with code {_process.ExitCode}" : "did not get ready in time")}:\n{Output}");
        }
        finally
        {
            _awaited.TryRemove(found, out _);
        }
    }

    /// <summary>Asks it to end, and waits.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(TimeSpan limit)
    {
        Signal(Terminate);
        await _process.WaitForExitAsync().WaitAsync(limit);
        ChildGuard.Remove(Id);
        return _process.ExitCode;
    }

    public async Task<int> WaitForExitAsync(TimeSpan limit)
    {
        await _process.WaitForExitAsync().WaitAsync(limit);
        ChildGuard.Remove(Id);
        return _process.ExitCode;
    }

    /// <summary>Kill -9: no goodbye.</summary>
    public async Task KillAsync()
    {
        Signal(Kill9);
        await _process.WaitForExitAsync();
        ChildGuard.Remove(Id);
    }

    /// <summary>SIGSTOP: it holds its connections and answers nothing.</summary>
    public void Pause() => Signal(Halt);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signal(Continue);

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (!HasExited)
            _ = Kill(Id, signal);
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (_output.Count > KeptLines)
            _output.TryDequeue(out _);
        foreach (var (found, satisfies) in _awaited)
        {
            if (satisfies(line))
                found.TrySetResult(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
