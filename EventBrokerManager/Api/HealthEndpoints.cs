using EventBrokerManager.Broker;
using EventBrokerManager.Persistence;

namespace EventBrokerManager.Api;

/// <summary>What a load balancer asks. Anonymous, so it names no addresses and repeats no error texts.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").AllowAnonymous().ExcludeFromDescription();
        health.MapGet("/live", () => new { Status = "alive" });
        health.MapGet("/ready", Ready);
    }

    /// <summary>
    /// 200 once the database is up to date and Kafka has answered. A later outage of Kafka stands in the body only: the portal is
    /// needed most then.
    /// </summary>
    private static IResult Ready(HttpContext context, DatabaseReady database, IBroker broker)
    {
        context.Response.Headers.CacheControl = "no-store";
        var kafka = broker.Health;
        var ready = database.IsOpen && kafka.HasAnswered;
        var body = new
        {
            Status = ready ? "ready" : $"waiting for {(database.IsOpen ? "Kafka" : "the database")}",
            Database = database.IsOpen ? "up" : "waiting for migrations",
            Kafka = new
            {
                Status = kafka.AwaySince is not null ? "away" : kafka.HasAnswered ? "up" : "waiting for the first answer",
                kafka.HasAnswered,
                kafka.AwaySince,
            },
        };
        return Results.Json(body, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
