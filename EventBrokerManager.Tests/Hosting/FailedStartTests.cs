using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EventBrokerManager.Tests.Hosting;

/// <summary>The built program as people start it: a start that fails ends with code 1 and one readable message.</summary>
public sealed class FailedStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Start_BrokenConfiguration_NamesEveryKey()
    {
        var message = await FailAsync("--Kafka:Partitions=many", "--Database:Provider=PostgreSql");
        Assert.Contains("Kafka:Partitions is \"many\"", message);
        Assert.Contains("Database:Provider", message);
        Assert.False(Directory.Exists(Path.Combine(_folder, "data")));
    }

    [Fact]
    public async Task Start_NoKafka_NamesTheKey() => Assert.Contains("Kafka:BootstrapServers is missing", await FailAsync("--Kafka:Embedded="));

    [Fact]
    public async Task Start_ConnectionStringIsNone_NamesTheKeyAndRepeatsNothing()
    {
        var message = await FailAsync("--ConnectionStrings:Landscape=Host=db;Password=hunter2");
        Assert.Contains("ConnectionStrings:Landscape", message);
        Assert.DoesNotContain("hunter2", message);
    }

    [Fact]
    public async Task Start_PortInUse_NamesIt()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var message = await FailAsync($"--urls=http://127.0.0.1:{port}");
        Assert.Contains($":{port}", message);
        Assert.Contains("--urls", message);
    }

    [Fact]
    public async Task Start_DatabaseIsNoDatabase_NamesTheFile()
    {
        var file = Path.Combine(_folder, "landscape.db");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("this is no database ", 100)));
        Assert.Contains(file, await FailAsync($"--ConnectionStrings:Landscape=Data Source={file}"));
    }

    [Fact]
    public async Task Start_DatabaseCannotBeOpened_NamesTheFile()
    {
        var file = Directory.CreateDirectory(Path.Combine(_folder, "landscape.db")).FullName;
        Assert.Contains(file, await FailAsync($"--ConnectionStrings:Landscape=Data Source={file}"));
    }

    [Fact]
    public async Task Start_DataFolderCannotBeWritten_NamesIt()
    {
        var blocked = Path.Combine(_folder, "blocked");
        await File.WriteAllTextAsync(blocked, "a file where a folder should be");
        var message = await FailAsync($"--ConnectionStrings:Landscape=Data Source={Path.Combine(blocked, "landscape.db")}");
        Assert.Contains(blocked, message);
        Assert.Contains("ConnectionStrings:Landscape", message);
    }

    private async Task<string> FailAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["DOTNET_ENVIRONMENT"] = null, ["ASPNETCORE_URLS"] = null },
        };
        string[] basics = [typeof(EventBrokerManagerApp).Assembly.Location, "--urls=http://127.0.0.1:0", "--Kafka:Embedded=true"];
        foreach (var arg in basics.Concat(args))
            start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(1, process.ExitCode);
            Assert.DoesNotContain("   at ", error);
            Assert.DoesNotContain("   at ", await output);
            return error;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
