using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Landscape.Demo;

/// <summary>A few events a second in the demo's channels. Goes on by itself after Kafka was away; never stops the product.</summary>
internal sealed partial class DemoTraffic(
    DemoSwitch demo, DemoChannels channels, ChannelsReady ready, IBroker broker, TimeProvider time, ILogger<DemoTraffic> logger)
    : BackgroundService
{
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    internal static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private const int FirstOrder = 100_201;
    private const int OpenOrders = 200;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Queue<DemoOrder> _orders = [];
    private int _number = FirstOrder;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!demo.IsOn)
            return;

        await ready.Task.WaitAsync(stoppingToken);
        IReadOnlyList<DemoChannel>? targets = null;
        var away = false;
        while (true)
        {
            try
            {
                targets ??= [.. (await channels.EnsureAsync(stoppingToken)).SelectMany(c => Enumerable.Repeat(c, c.Event.Weight))];
                if (targets.Count == 0)
                    return;
                await PublishAsync(targets[Random.Shared.Next(targets.Count)], stoppingToken);
                if (away)
                    LogBack(logger);
                away = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!away)
                    LogAway(logger, PauseAfterFailure.TotalSeconds, e.Message);
                away = true;
            }

            await Task.Delay(away ? PauseAfterFailure : Pause, time, stoppingToken);
        }
    }

    private async Task PublishAsync(DemoChannel channel, CancellationToken cancellation)
    {
        var order = Pick(channel.Event.Name == "OrderPlaced");
        Header[] headers =
        [
            Text("ce_id", Guid.NewGuid().ToString()),
            Text("ce_source", $"/acme/{channel.Service.App.ToLowerInvariant()}/{channel.Space.ToLowerInvariant()}"),
            Text("ce_specversion", "1.0"),
            Text("ce_type", channel.Event.Name),
            Text("ce_time", DemoCompany.Time(time.GetUtcNow())),
            Text("content-type", "application/json"),
        ];
        var record = new EventRecord(Bytes(channel.Event.Key(order)), Bytes(channel.Event.Body(order).ToJsonString(Json)), headers);
        await broker.PublishAsync(channel.Topic, record, cancellation);
    }

    private DemoOrder Pick(bool placed)
    {
        if (!placed && _orders.Count > 0)
            return _orders.ElementAt(Random.Shared.Next(_orders.Count));

        var order = DemoOrder.Next(Random.Shared, _number++, time.GetUtcNow());
        _orders.Enqueue(order);
        if (_orders.Count > OpenOrders)
            _orders.Dequeue();
        return order;
    }

    private static Header Text(string name, string value) => new(name, Bytes(value));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The demo's traffic pauses and tries again every {Seconds} s. {Problem}")]
    private static partial void LogAway(ILogger logger, double seconds, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The demo's traffic goes on.")]
    private static partial void LogBack(ILogger logger);
}
