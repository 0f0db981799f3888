namespace EventBrokerManager.Access;

public static class AccessModule
{
    /// <summary>Needs the modules Persistence, Audit, Broker and Landscape.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services) => services.AddSingleton<IAccess, AccessService>();
}
