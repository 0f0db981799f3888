using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Bridges.Drafts;
using EventBrokerManager.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventBrokerManager.Bridges;

public static class BridgesModule
{
    /// <summary>Definitions, rules and drafts of bridges. The engine that runs them is a module of its own.</summary>
    public static IServiceCollection AddBridges(this IServiceCollection services)
    {
        services.AddOptions<SqsOptions>().BindConfiguration(SqsOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<IStartupCheck, SqsSettingsCheck>()
            .AddSingleton<AllowedOrigins>()
            .AddSingleton<IPrincipalSource, StsPrincipalSource>()
            .AddSingleton<IBridgeChecks, BridgeChecks>()
            .AddSingleton<BridgeReader>()
            .AddSingleton<BridgeDefinitions>()
            .AddSingleton<BridgeLifecycle>()
            .AddSingleton<IBridgeService, BridgeService>()
            .AddSingleton<IRecentEvents, RecentEvents>()
            .AddSingleton<DraftStore>();
    }
}
