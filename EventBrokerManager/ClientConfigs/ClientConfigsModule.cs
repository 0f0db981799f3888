namespace EventBrokerManager.ClientConfigs;

public static class ClientConfigsModule
{
    /// <summary>Needs the modules Persistence, Audit, Broker and Landscape.</summary>
    public static IServiceCollection AddClientConfigs(this IServiceCollection services) => services
        .AddSingleton<ConfigurationTokens>()
        .AddSingleton<CallLimits>()
        .AddSingleton<ModelApplier>()
        .AddSingleton<ConfigurationChannels>()
        .AddSingleton<ConfigurationCalls>()
        .AddSingleton<IClientConfigs, ClientConfigService>();
}
