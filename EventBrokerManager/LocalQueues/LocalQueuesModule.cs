using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Hosting;

namespace EventBrokerManager.LocalQueues;

public static class LocalQueuesModule
{
    /// <summary>
    /// Registers <see cref="ILocalQueues"/> in Development. Elsewhere it registers nothing, whatever the configuration says:
    /// ask for the service as one that may be missing.
    /// </summary>
    /// <remarks>The data folder's <c>local-queues.json</c> keeps names and attributes; <c>Demo:Enabled</c> makes the demo's queues on the first start.</remarks>
    public static IServiceCollection AddLocalQueues(this IServiceCollection services, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment())
            return services;
        services.AddSingleton<ChangeNotice>();
        services.AddSingleton<QueueStore>(provider => new(
            Path.Combine(provider.GetRequiredService<DataFolder>().Path, "local-queues.json"),
            provider.GetRequiredService<ILogger<QueueStore>>()));
        services.AddSingleton<QueueRegistry>(provider => new(
            provider.GetRequiredService<QueueStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ChangeNotice>(),
            provider.GetRequiredService<IConfiguration>().GetValue<bool>("Demo:Enabled")));
        services.AddSingleton<SqsActions>();
        services.AddSingleton<SqsEndpoint>();
        services.AddSingleton<ILocalQueues, LocalQueuesService>();
        services.AddSingleton<IOwnQueueEndpoint, OwnEndpoint>();
        return services;
    }

    /// <summary>
    /// Answers SQS requests on the portal's own address; does nothing where local queues are not registered.
    /// Call it before everything that asks who the caller is or that could touch the request, as SDKs sign in no other way than SQS's.
    /// </summary>
    public static WebApplication MapLocalQueues(this WebApplication app)
    {
        if (app.Services.GetService<SqsEndpoint>() is { } endpoint)
        {
            app.Use(async (context, next) =>
            {
                if (!await endpoint.TryHandleAsync(context))
                    await next(context);
            });
        }
        return app;
    }

    /// <summary>Lets bridges reach the local queues, and offers their URLs.</summary>
    private sealed class OwnEndpoint(ILocalQueues queues) : IOwnQueueEndpoint
    {
        public string? Origin => queues.Origin;

        public IReadOnlyList<string> QueueUrls => [.. queues.List().Select(q => q.Url).OfType<string>()];
    }
}
