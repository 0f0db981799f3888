using EventBrokerManager.Hosting;
using EventBrokerManager.Landscape.Apps;
using EventBrokerManager.Landscape.Demo;
using EventBrokerManager.Landscape.Environments;
using EventBrokerManager.Landscape.Security;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventBrokerManager.Landscape;

public static class LandscapeModule
{
    /// <summary>
    /// Needs the modules Persistence, Audit and Broker; Persistence first, because its migrations come before the seed, and the seed
    /// before the workers.
    /// </summary>
    public static IServiceCollection AddLandscape(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<SpaceService>()
            .AddSingleton<ServiceCatalogue>()
            .AddSingleton<ChannelList>()
            .AddSingleton<ChannelMaker>()
            .AddSingleton<ChannelsReady>()
            .AddSingleton<ILandscape, LandscapeService>()
            .AddSingleton<LicenceService>()
            .AddSingleton<ILicence>(provider => provider.GetRequiredService<LicenceService>())
            .AddSingleton<UndoSteps>()
            .AddSingleton<AppReader>()
            .AddSingleton<AppService>()
            .AddSingleton<IApps>(provider => provider.GetRequiredService<AppService>())
            .AddSingleton<IAppImport, AppImport>()
            .AddSingleton<SwitchEffects>()
            .AddSingleton<EnvironmentReader>()
            .AddSingleton<EnvironmentMoves>()
            .AddSingleton<EnvironmentService>()
            .AddSingleton<IEnvironments>(provider => provider.GetRequiredService<EnvironmentService>())
            .AddSingleton<PublicAddress>()
            .AddSingleton<ICredentials, CredentialService>()
            .AddSingleton<ISecurityApplier, SecurityApplier>()
            .AddSingleton<IStartupCheck, DemoCheck>()
            .AddSingleton(DemoSwitch.From)
            .AddSingleton<DemoLandscape>()
            .AddSingleton<DemoChannels>()
            .AddHostedService<LandscapeSeed>()
            .AddHostedService<ChannelKeeper>()
            .AddHostedService<EnvironmentWatch>()
            .AddHostedService<DemoTraffic>();
    }
}
