using EventBrokerManager.Broker.Kafka;
using EventBrokerManager.Hosting;

namespace EventBrokerManager.Broker;

public static class BrokerModule
{
    /// <summary>Registers Kafka, real or embedded as the section <c>Kafka</c> says. Clients are built on first use.</summary>
    public static IServiceCollection AddBroker(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = BrokerSettings.Read(configuration);
        services.AddSingleton(settings);
        services.AddSingleton<IStartupCheck, KafkaClientCheck>();
        services.AddSingleton(provider => KafkaBrokerFactory.Create(
            settings, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IBroker>(provider => provider.GetRequiredService<KafkaBroker>());
        services.AddSingleton<IRecordTransport>(provider => provider.GetRequiredService<KafkaBroker>());
        services.AddSingleton<IBrokerSecurity>(provider => new NoSecurity(
            settings.AdvertisedServers ?? provider.GetRequiredService<KafkaBroker>().BootstrapServers));
        services.AddHostedService<BrokerWatch>();
        return services;
    }
}
