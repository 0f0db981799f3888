using EventBrokerManager.Tests.LocalQueues;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs;

public sealed class ElasticMqConformance : SqsConformance
{
    protected override Task<SqsServer> OpenAsync() => ElasticMqFixture.GetAsync();
}

public sealed class FauxqsConformance : SqsConformance
{
    protected override string Astral => "\u20AC";

    protected override Task<SqsServer> OpenAsync() => FauxqsFixture.GetAsync();
}

public sealed class LocalQueuesConformance : SqsConformance, IAsyncLifetime
{
    private LocalQueuesHost _host = null!;

    public async Task InitializeAsync() => _host = await LocalQueuesHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    protected override Task<SqsServer> OpenAsync() => Task.FromResult(new SqsServer(_host.Origin, process: null));
}
