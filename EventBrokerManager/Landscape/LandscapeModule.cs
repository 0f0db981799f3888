using EventBrokerManager.Hosting;
using EventBrokerManager.Landscape.Demo;
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
            .AddSingleton<IStartupCheck, DemoCheck>()
            .AddSingleton(DemoSwitch.From)
            .AddSingleton<DemoLandscape>()
            .AddSingleton<DemoChannels>()
            .AddHostedService<LandscapeSeed>()
            .AddHostedService<ChannelKeeper>()
            .AddHostedService<DemoTraffic>();
    }
}
