namespace EventBrokerManager.Hosting.Checks;

internal static class ChecksModule
{
    /// <summary>Registers the checks of the configuration that belong to no single module.</summary>
    public static IServiceCollection AddStartupChecks(this IServiceCollection services) => services
        .AddSingleton<IStartupCheck, GeneralCheck>()
        .AddSingleton<IStartupCheck, KafkaCheck>();
}
