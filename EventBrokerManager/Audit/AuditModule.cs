using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventBrokerManager.Audit;

public static class AuditModule
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<IAuditLog, AuditLog>().AddSingleton<IAuditReader, AuditReader>();
    }
}
