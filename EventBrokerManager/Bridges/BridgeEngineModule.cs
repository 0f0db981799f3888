using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Bridges.Engine.Redrives;
using EventBrokerManager.Bridges.Storage;
using EventBrokerManager.Broker;
using EventBrokerManager.Hosting;

namespace EventBrokerManager.Bridges;

public static class BridgeEngineModule
{
    /// <summary>The engine that runs bridges, its stores, and the connectors. After Landscape: its topics come first.</summary>
    public static IServiceCollection AddBridgeEngine(this IServiceCollection services) => services
        .AddSingleton<SqsClients>()
        .AddSingleton<IConnector, SqsConnector>()
        .AddSingleton<IBridgePlans, BridgePlans>()
        .AddSingleton<IProgressStore, ProgressStore>()
        .AddSingleton<IDeadLetterStore, DeadLetterStore>()
        .AddSingleton<IRedriveStore, RedriveStore>()
        .AddSingleton<IBridgeJournal, BridgeJournal>()
        .AddSingleton<IEngineGate, EngineGate>()
        .AddSingleton(provider => new InstanceId(provider.GetRequiredService<DataFolder>().Path))
        .AddSingleton<EngineMeters>()
        .AddSingleton(Parts)
        .AddSingleton<BridgeSupervisor>()
        .AddSingleton<IBridgeMonitor>(provider => provider.GetRequiredService<BridgeSupervisor>())
        .AddSingleton<IBridgeEngine>(provider => provider.GetRequiredService<BridgeSupervisor>())
        .AddSingleton<IRedriveEngine>(provider => provider.GetRequiredService<BridgeSupervisor>())
        .AddHostedService(provider => provider.GetRequiredService<BridgeSupervisor>())
        .AddSingleton<RetentionWatch>()
        .AddHostedService(provider => provider.GetRequiredService<RetentionWatch>());

    private static EngineParts Parts(IServiceProvider provider) => new(
        provider.GetRequiredService<IBroker>(),
        provider.GetRequiredService<IRecordTransport>(),
        provider.GetServices<IConnector>().ToDictionary(connector => connector.Key),
        provider.GetRequiredService<IProgressStore>(),
        provider.GetRequiredService<IDeadLetterStore>(),
        provider.GetRequiredService<IRedriveStore>(),
        provider.GetRequiredService<IBridgeJournal>(),
        provider.GetRequiredService<InstanceId>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILoggerFactory>().CreateLogger("EventBrokerManager.Bridges"))
    {
        Meters = provider.GetRequiredService<EngineMeters>(),
    };
}
