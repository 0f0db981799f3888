using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Bridges.Drafts;
using EventBrokerManager.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventBrokerManager.Bridges;

public static class BridgesModule
{
    /// <summary>Definitions, rules, drafts and dead letters of bridges. The engine that runs them is a module of its own.</summary>
    public static IServiceCollection AddBridges(this IServiceCollection services)
    {
        services.AddOptions<SqsOptions>().BindConfiguration(SqsOptions.Section);
        services.AddOptions<DeadLetterOptions>().BindConfiguration(DeadLetterOptions.Section);
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
            .AddSingleton<IStartupCheck, DeadLetterSettingsCheck>()
            .AddSingleton<DeadLetterReader>()
            .AddSingleton<Redriver>()
            .AddSingleton<Discarder>()
            .AddSingleton<IDeadLetters, DeadLetterService>()
            .AddSingleton<IRecentEvents, RecentEvents>()
            .AddSingleton<DraftStore>();
    }
}
