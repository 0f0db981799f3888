using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventBrokerManager.Tests.Bridges.Engine;

public sealed class StartPositionsTests
{
    private static readonly PartitionId Partition = new("orders", 0);

    private readonly FakeBroker _broker = new();
    private readonly FakeProgress _progress = new();

    [Fact]
    public async Task Take_New_StartsBehindWhatIsThereAndKeepsIt()
    {
        await PublishAsync(3);

        var positions = await TakeAsync(StartFrom.New);

        Assert.Equal(3, positions.Resolve([Partition], Nothing, default)[Partition]);
        Assert.Equal(3, _progress.Positions[Partition].Offset);
    }

    [Fact]
    public async Task Take_Earliest_StartsAtTheBeginning()
    {
        await PublishAsync(3);

        var positions = await TakeAsync(StartFrom.Earliest);

        Assert.Equal(0, positions.Resolve([Partition], Nothing, default)[Partition]);
    }

    [Fact]
    public async Task Resolve_Committed_WinsOverTheDatabase()
    {
        await PublishAsync(5);
        _progress.Positions[Partition] = new SavedPosition(2, "first");

        var positions = await TakeAsync(StartFrom.New);

        Assert.Equal(4, positions.Resolve([Partition], At(4), default)[Partition]);
    }

    [Fact]
    public async Task Resolve_GroupForgotten_DatabaseKnows()
    {
        await PublishAsync(5);
        _progress.Positions[Partition] = new SavedPosition(2, "first");

        var positions = await TakeAsync(StartFrom.New);

        Assert.Equal(2, positions.Resolve([Partition], Nothing, default)[Partition]);
    }

    [Fact]
    public async Task Resolve_PartitionAppearedLater_ReadFromItsBeginning()
    {
        await PublishAsync(5);
        var positions = await TakeAsync(StartFrom.New);

        var later = new PartitionId("orders", 1);

        Assert.Equal(0, positions.Resolve([later], Nothing, default)[later]);
    }

    [Fact]
    public async Task Take_TopicMadeAnew_OldPositionMeansNothing()
    {
        await PublishAsync(2);
        _progress.Positions[Partition] = new SavedPosition(1, "another topic of that name");

        var positions = await TakeAsync(StartFrom.New);

        Assert.Equal(0, positions.Resolve([Partition], Nothing, default)[Partition]);
    }

    [Fact]
    public async Task Resolve_TopicMadeAnewMeanwhile_CommittedOfTheOldOneMeansNothing()
    {
        await PublishAsync(5);
        var positions = await TakeAsync(StartFrom.New);
        Assert.False(positions.AreOfOtherTopics(["orders"], default));
        positions.Left(Partition, 5);

        _broker.AddTopic("orders", partitions: 2, id: "second");

        Assert.True(positions.AreOfOtherTopics(["orders"], default));
        Assert.Equal(0, positions.Resolve([Partition], At(4), default)[Partition]);
        Assert.Contains("deleted and made anew", Assert.Single(_progress.Journal), StringComparison.Ordinal);
        Assert.Equal(4, positions.Resolve([Partition], At(4), default)[Partition]);
        Assert.Equal("second", positions.Saved(Partition, 4).TopicId);
    }

    [Fact]
    public async Task Resolve_KafkaWasNotToldOfWhatIsFinished_NotReadAgain()
    {
        await PublishAsync(5);
        var positions = await TakeAsync(StartFrom.New);
        positions.Left(Partition, 3);

        Assert.Equal(3, positions.Resolve([Partition], At(1), default)[Partition]);
        Assert.Equal(4, positions.Resolve([Partition], At(4), default)[Partition]);
    }

    [Fact]
    public async Task Resolve_CommittedBehindTheEnd_TopicReadFromItsBeginningAndTold()
    {
        await PublishAsync(2);
        var positions = await TakeAsync(StartFrom.New);

        Assert.Equal(0, positions.Resolve([Partition], At(700), default)[Partition]);
        Assert.Contains("made anew", Assert.Single(_progress.Journal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_RetentionTookEvents_GapIsCountedAndTold()
    {
        await PublishAsync(10);
        _broker.Low["orders"] = 7;
        var positions = await TakeAsync(StartFrom.New);

        Assert.Equal(7, positions.Resolve([Partition], At(4), default)[Partition]);
        Assert.Contains("3 events", Assert.Single(_progress.Journal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_OffsetsOfAPartitionUnknown_CommittedAsItIsAndNothingTold()
    {
        await PublishAsync(5);
        var positions = await TakeAsync(StartFrom.New);

        _broker.RemoveTopic("orders");

        Assert.Equal(4, positions.Resolve([Partition], At(4), default)[Partition]);
        Assert.Empty(_progress.Journal);
    }

    private static IReadOnlyDictionary<PartitionId, long> Nothing { get; } = new Dictionary<PartitionId, long>();

    private static Dictionary<PartitionId, long> At(long offset) => new() { [Partition] = offset };

    private async Task PublishAsync(int count)
    {
        _broker.AddTopic("orders", partitions: 2, id: "first");
        for (var i = 0; i < count; i++)
            await _broker.PublishAsync("orders", new EventRecord(null, [1], []), default);
    }

    private async Task<StartPositions> TakeAsync(StartFrom from)
    {
        var plan = EnginePlans.Of(from, EnginePlans.Outbound());
        var positions = new StartPositions(plan, _broker, _progress, _progress, NullLogger.Instance);
        await positions.TakeAsync(await _broker.DescribeTopicsAsync(["orders"], default), default);
        return positions;
    }
}
