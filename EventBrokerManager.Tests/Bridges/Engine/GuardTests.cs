using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventBrokerManager.Tests.Bridges.Engine;

public sealed class GuardTests
{
    private static readonly ConsumedRecord Record = new(new PartitionId("orders", 0), 7, new EventRecord(null, null, []));

    [Fact]
    public async Task Send_Unexpected_FaultOfTheTarget()
    {
        var sink = Guard.Around(new FakeSink { Answer = (_, _) => throw new FormatException("no number") }, NullLogger.Instance);

        var fault = await Assert.ThrowsAsync<TargetException>(() => sink.SendAsync([MappedEvent.Ready(Record, 1)], CancellationToken.None));

        Assert.Equal(TargetFault.Away, fault.Fault);
        Assert.Contains("no number", fault.Message);
    }

    [Fact]
    public async Task Send_TargetException_AsItIs()
    {
        var refused = new TargetException(TargetFault.NeedsPerson, "refused");
        var sink = Guard.Around(new FakeSink { Answer = (_, _) => throw refused }, NullLogger.Instance);

        Assert.Same(refused, await Assert.ThrowsAsync<TargetException>(() => sink.SendAsync([MappedEvent.Ready(Record, 1)], CancellationToken.None)));
    }

    [Fact]
    public async Task Send_Cancelled_NoFault()
    {
        var sink = Guard.Around(
            new FakeSink { Answer = (_, token) => Task.FromCanceled<IReadOnlyList<SendResult>>(token) }, NullLogger.Instance);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sink.SendAsync([MappedEvent.Ready(Record, 1)], new CancellationToken(true)));
    }

    [Fact]
    public void Map_Throws_ThatEventIsRefused()
    {
        var sink = Guard.Around(new FakeSink { Mapping = _ => throw new InvalidOperationException("unexpected") }, NullLogger.Instance);

        Assert.Equal(MapOutcome.Refused, sink.Map(Record).Outcome);
        Assert.Equal(MapOutcome.Refused, sink.MapRedrive(Record, 1).Outcome);
    }

    [Fact]
    public void MapKept_Throws_ThatEventIsRefused()
    {
        var source = Guard.Around(new FakeSource { KeptMapping = _ => throw new InvalidOperationException("unexpected") }, NullLogger.Instance);

        Assert.Equal("not-mapped", source.MapKept(Record.Record, "m1").Code);
    }

    [Fact]
    public async Task Acknowledge_Unexpected_FaultOfTheTarget()
    {
        var source = Guard.Around(new FakeSource { BeforeAcknowledge = () => throw new IndexOutOfRangeException() }, NullLogger.Instance);

        await Assert.ThrowsAsync<TargetException>(() => source.AcknowledgeAsync([new FakeDelivery("a")], CancellationToken.None));
    }
}
