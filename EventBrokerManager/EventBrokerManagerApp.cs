namespace EventBrokerManager;

/// <summary>The composition root.</summary>
public static class EventBrokerManagerApp
{
    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var app = builder.Build();
        await app.RunAsync();
    }
}
