using EventBrokerManager.Access;
using EventBrokerManager.Api;
using EventBrokerManager.Audit;
using EventBrokerManager.Bridges;
using EventBrokerManager.Broker;
using EventBrokerManager.ClientConfigs;
using EventBrokerManager.Components;
using EventBrokerManager.Hosting.Checks;
using EventBrokerManager.Hosting;
using EventBrokerManager.Identity;
using EventBrokerManager.Landscape;
using EventBrokerManager.LocalQueues;
using EventBrokerManager.Persistence;
using EventBrokerManager.Telemetry;

namespace EventBrokerManager;

/// <summary>The composition root.</summary>
public static class EventBrokerManagerApp
{
    /// <summary>Runs the product until it is told to stop.</summary>
    /// <returns>The exit code: 1 where it could not start, with the reason on standard error.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var stopped = CancellationToken.None;
        try
        {
            await using var app = Build(args);
            stopped = app.Lifetime.ApplicationStopping;
            await app.StartAsync();
            Console.WriteLine($"Event Broker Manager listens on {string.Join(", ", app.Urls)}");
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // Told to stop while it was starting.
            return 0;
        }
        catch (Exception e) when (StartupFailure.Explain(e) is { } message)
        {
            await Console.Error.WriteLineAsync(message);
            return 1;
        }
    }

    /// <summary>The product, ready to be started.</summary>
    /// <param name="args">Of the command line, such as <c>--urls=http://127.0.0.1:0</c>.</param>
    /// <param name="adjust">Replaces parts, for tests.</param>
    /// <exception cref="StartupException">The configuration is broken.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? adjust = null)
    {
        // Named, because tests boot it from another program.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(EventBrokerManagerApp).Assembly.GetName().Name,
            ContentRootPath = Sources.ContentRoot(),
        });
        AddHosting(builder);
        AddModules(builder.Services, builder.Configuration, builder.Environment);
        adjust?.Invoke(builder.Services);
        var app = builder.Build();
        Check(app);
        Map(app);
        return app;
    }

    private static void AddHosting(WebApplicationBuilder builder)
    {
        Sources.AddDefaults(builder.Configuration);
        Sources.AddDevelopmentFile(builder.Configuration, builder.Environment);
        Sources.UseDevelopmentAddress(builder);
        builder.WebHost.UseStaticWebAssets();
        StartupFailure.KeepQuietUntilStarted(builder);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => DataFolder.From(builder.Configuration));
        builder.Services.AddStartupChecks();
        builder.Services.AddErrors();
    }

    /// <summary>Persistence first: what starts after it finds the tables.</summary>
    private static void AddModules(IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddPersistence();
        services.AddKeys();
        services.AddAudit();
        services.AddIdentity();
        services.AddBroker(configuration);
        services.AddLandscape();
        services.AddAccess();
        services.AddClientConfigs();
        services.AddBridges();
        services.AddBridgeEngine();
        services.AddLocalQueues(environment);
        services.AddTelemetry(configuration);
        services.AddApi();
        services.AddPortal();
    }

    private static void Check(WebApplication app)
    {
        var problems = app.Services.GetServices<IStartupCheck>().SelectMany(check => check.Problems(app.Configuration))
            .DistinctBy(problem => problem.Key).ToList();
        if (problems.Count > 0)
            throw StartupException.Configuration(problems);
    }

    private static void Map(WebApplication app)
    {
        app.MapLocalQueues();
        app.UseSecurityHeaders();
        app.UseErrors();
        app.UseApi();
        app.UseFirstAdministrator();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapMetrics();
        app.MapApi();
        app.MapIdentity();
        app.MapPortal();
    }
}
