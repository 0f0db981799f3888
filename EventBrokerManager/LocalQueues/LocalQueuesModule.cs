namespace EventBrokerManager.LocalQueues;

public static class LocalQueuesModule
{
    /// <summary>
    /// Registers <see cref="ILocalQueues"/> in Development. Elsewhere it registers nothing, whatever the configuration says:
    /// ask for the service as one that may be missing.
    /// </summary>
    /// <param name="dataFolder">Where <c>local-queues.json</c> keeps the queues' names and attributes.</param>
    /// <param name="demo">True to make the queues of the demo on the first start.</param>
    public static IServiceCollection AddLocalQueues(this IServiceCollection services, IHostEnvironment environment, string dataFolder, bool demo)
    {
        if (!environment.IsDevelopment())
            return services;
        services.AddSingleton<QueueStore>(provider =>
            new(Path.Combine(dataFolder, "local-queues.json"), provider.GetRequiredService<ILogger<QueueStore>>()));
        services.AddSingleton<ChangeNotice>(provider => new(Time(provider)));
        services.AddSingleton<QueueRegistry>(provider =>
            new(provider.GetRequiredService<QueueStore>(), Time(provider), provider.GetRequiredService<ChangeNotice>(), demo));
        services.AddSingleton<SqsActions>();
        services.AddSingleton<SqsEndpoint>();
        services.AddSingleton<ILocalQueues, LocalQueuesService>();
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

    private static TimeProvider Time(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
