using EventBrokerManager.Broker;
using EventBrokerManager.Broker.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventBrokerManager.Tests.Broker;

public sealed class EmbeddedBrokerTests : BrokerConformance
{
    private static readonly Lazy<KafkaBroker> Shared = new(() => KafkaBrokerFactory.Create(
        new BrokerSettings(true, new Dictionary<string, string>(), 3, -1), TimeProvider.System, NullLoggerFactory.Instance));

    protected override Task<(IBroker Broker, IRecordTransport Transport)> OpenAsync() =>
        Task.FromResult<(IBroker, IRecordTransport)>((Shared.Value, Shared.Value));
}
