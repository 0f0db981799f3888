using System.Collections.Concurrent;
using EventBrokerManager.Broker;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventBrokerManager.Tests.Support;

/// <summary>The whole product in this process, over HTTP on a free port, with a data folder and a Kafka of its own.</summary>
public sealed class RunningProduct : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly Lines _log;

    private RunningProduct(WebApplication app, string folder, FakeBroker broker, Lines log)
    {
        (_app, _folder, _log) = (app, folder, log);
        Broker = broker;
    }

    public FakeBroker Broker { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What was logged so far, message by message.</summary>
    public IReadOnlyCollection<string> Log => _log.Messages;

    /// <param name="settings">As on the command line, without the dashes: <c>Demo:Enabled=true</c>.</param>
    public static async Task<RunningProduct> StartAsync(
        string environment = "Development", Action<IServiceCollection>? adjust = null, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("product-").FullName;
        var broker = new FakeBroker();
        var log = new Lines();
        string[] basics =
        [
            $"environment={environment}", "urls=http://127.0.0.1:0", $"ConnectionStrings:Landscape=Data Source={Path.Combine(folder, "landscape.db")};Pooling=False",
            "Kafka:Embedded=true", "Demo:Enabled=false",
        ];
        var app = EventBrokerManagerApp.Build([.. basics.Concat(settings).Select(s => $"--{s}")], services =>
        {
            services.AddSingleton<IBroker>(broker);
            services.AddSingleton<IBrokerSecurity>(new FakeBrokerSecurity { Enforces = false });
            services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
            adjust?.Invoke(services);
        });
        await app.StartAsync();
        return new RunningProduct(app, folder, broker, log);
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>A browser without any cookie yet.</summary>
    public Browser Open() => new(Address);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _messages = new();

        public IReadOnlyCollection<string> Messages => _messages;

        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format) =>
            _messages.Enqueue(format(state, exception));

        public bool IsEnabled(LogLevel level) => level >= LogLevel.Information;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
