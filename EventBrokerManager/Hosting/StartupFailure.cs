using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace EventBrokerManager.Hosting;

/// <summary>Turns what stops a start into words for a person.</summary>
internal static class StartupFailure
{
    /// <summary>The message for standard error, or null for a fault of ours, which keeps its stack trace.</summary>
    public static string? Explain(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is StartupException)
                return cause.Message;
            if (cause is AddressInUseException)
                return $"{e.Message.TrimEnd('.')}. Another program, perhaps a second Event Broker Manager, listens there: end it, or choose another "
                    + "address with --urls, such as --urls=http://localhost:5081.";
            if (cause is SocketException socket && e is not HttpRequestException)
                return $"The configured address cannot be listened on ({socket.Message}). Check --urls (or ASPNETCORE_URLS): the host must be "
                    + "one of this machine, and ports below 1024 need special rights.";
        }
        return null;
    }

    /// <summary>
    /// Until the start is through, the host and the web server say nothing of a failure: its reason goes to standard error, once.
    /// </summary>
    public static void KeepQuietUntilStarted(WebApplicationBuilder builder)
    {
        var phase = new Phase();
        builder.Services.AddSingleton(phase).AddHostedService(services => services.GetRequiredService<Phase>());
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => phase.Started && level >= LogLevel.Information);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", level => phase.Started && level >= LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => phase.Started && level >= LogLevel.Warning);
    }

    private sealed class Phase : IHostedLifecycleService
    {
        private volatile bool _started;

        public bool Started => _started;

        public Task StartedAsync(CancellationToken cancellationToken)
        {
            _started = true;
            return Task.CompletedTask;
        }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
