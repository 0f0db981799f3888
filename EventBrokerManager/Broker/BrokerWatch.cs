namespace EventBrokerManager.Broker;

/// <summary>Asks Kafka again and again whether it answers: every five seconds, every second while it is away.</summary>
public sealed class BrokerWatch(IBroker broker, TimeProvider time, ILogger<BrokerWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wasAway = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var health = await broker.CheckAsync(stoppingToken);
            if (wasAway != health.AwaySince is not null)
            {
                wasAway = !wasAway;
                if (wasAway)
                    logger.LogWarning("Kafka ({Broker}) is away: {Problem}", broker.Description, health.Problem);
                else
                    logger.LogInformation("Kafka ({Broker}) answers again.", broker.Description);
            }

            await Task.Delay(TimeSpan.FromSeconds(wasAway ? 1 : 5), time, stoppingToken);
        }
    }
}
