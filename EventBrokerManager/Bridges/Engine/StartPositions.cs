using System.Collections.Concurrent;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// Where a bridge reads each partition from: what the group committed, else what the database kept for this very topic, else the
/// beginning. At the first start of a topic the positions are taken and kept before anything is read.
/// </summary>
internal sealed class StartPositions(
    BridgePlan plan, IBroker broker, IProgressStore store, IBridgeJournal journal, ILogger logger)
{
    private readonly ConcurrentDictionary<string, string?> _topicIds = new();
    private readonly ConcurrentDictionary<PartitionId, long> _left = new();
    private readonly ConcurrentDictionary<PartitionId, bool> _anew = new();
    private volatile IReadOnlyDictionary<PartitionId, SavedPosition> _saved = new Dictionary<PartitionId, SavedPosition>();

    /// <summary>Takes and keeps the positions of topics that this bridge has never read.</summary>
    public async Task TakeAsync(IReadOnlyDictionary<string, TopicState> topics, CancellationToken cancellation)
    {
        foreach (var topic in topics.Values)
            _topicIds[topic.Name] = topic.Id;
        _saved = await store.PositionsAsync(plan.Id, cancellation);
        var fresh = topics.Keys.Where(topic => !_saved.Any(entry => entry.Key.Topic == topic && IsOfThisTopic(entry.Key, entry.Value))).ToList();
        if (fresh.Count == 0)
            return;
        var ranges = await broker.GetOffsetRangesAsync(fresh, cancellation);
        var taken = ranges.ToDictionary(
            range => range.Key,
            range => Saved(range.Key, plan.From == StartFrom.New && !WasReadBefore(range.Key.Topic) ? range.Value.High : range.Value.Low));
        foreach (var topic in ranges.GroupBy(range => range.Key.Topic).Where(topic => WasReadBefore(topic.Key)))
            MadeAnew(topic.Key, topic);
        await store.SaveAsync(plan.Id, taken, new Dictionary<Guid, long>(), cancellation);
        _saved = await store.PositionsAsync(plan.Id, cancellation);
    }

    public SavedPosition Saved(PartitionId partition, long next) => new(next, _topicIds.GetValueOrDefault(partition.Topic));

    /// <summary>How far this process had come in a partition that it had to give away: Kafka may not have been told in time.</summary>
    public void Left(PartitionId partition, long next) => _left[partition] = next;

    /// <summary>False where the topic was made anew since it was looked at last.</summary>
    public bool IsOfKnownTopic(string topic, OffsetRange range) =>
        range.TopicId is null || _topicIds.GetValueOrDefault(topic) is not { } known || known == range.TopicId;

    /// <summary>True where any of the topics was made anew since it was looked at last. Waits for Kafka; blocks the calling thread.</summary>
    public bool AreOfOtherTopics(IReadOnlyCollection<string> topics, CancellationToken cancellation) =>
        RangesOf(topics, cancellation).Any(range => !IsOfKnownTopic(range.Key.Topic, range.Value));

    /// <summary>The offset to read each partition from. Waits for Kafka; blocks the calling thread.</summary>
    public IReadOnlyDictionary<PartitionId, long> Resolve(
        IReadOnlyCollection<PartitionId> partitions, IReadOnlyDictionary<PartitionId, long> committed, CancellationToken cancellation)
    {
        var ranges = RangesOf(partitions.Select(partition => partition.Topic).Distinct().ToList(), cancellation);
        foreach (var topic in ranges.GroupBy(range => range.Key.Topic).Where(topic => !IsOfKnownTopic(topic.Key, topic.First().Value)))
            MadeAnew(topic.Key, topic);
        return partitions.ToDictionary(partition => partition, partition => Resolve(partition, committed, ranges));
    }

    private long Resolve(
        PartitionId partition, IReadOnlyDictionary<PartitionId, long> committed, IReadOnlyDictionary<PartitionId, OffsetRange> ranges)
    {
        // A commit for the old topic may have come in after the new one was made.
        long? wanted = null;
        if (!_anew.TryRemove(partition, out _) && committed.TryGetValue(partition, out var offset))
            wanted = offset;
        else if (_saved.TryGetValue(partition, out var saved) && IsOfThisTopic(partition, saved))
            wanted = saved.Offset;
        if (_left.TryGetValue(partition, out var left) && left > (wanted ?? 0))
            wanted = left;

        // Kafka's metadata may know a partition later than the group does. What is not kept there any more shows when it is read.
        if (!ranges.TryGetValue(partition, out var range))
            return wanted ?? 0;
        if (wanted is not { } next)
            return range.Low;
        return Within(range, partition, next);
    }

    private long Within(OffsetRange range, PartitionId partition, long wanted)
    {
        if (wanted < range.Low)
        {
            Tell($"Kafka's retention removed {range.Low - wanted} events of {partition} (offsets {wanted} to {range.Low - 1}) before they were read. "
                + "They did not reach the target. Publish them again if they are needed, and give the channel a longer retention.");
            return range.Low;
        }

        if (wanted > range.High)
        {
            Tell($"The topic of {partition} was made anew: it ends at {range.High}, this bridge had read up to {wanted}. It reads the new topic from its beginning.");
            return range.Low;
        }

        return wanted;
    }

    private void MadeAnew(string topic, IEnumerable<KeyValuePair<PartitionId, OffsetRange>> ranges)
    {
        foreach (var (partition, range) in ranges)
        {
            _topicIds[topic] = range.TopicId;
            _left.TryRemove(partition, out _);
            _anew[partition] = true;
        }

        Tell($"The topic {topic} was deleted and made anew. This bridge reads the new one from its beginning; what it had not read of the old one is gone.");
    }

    /// <summary>True where an older topic of that name was read: a new one is then read from its beginning, whatever was chosen.</summary>
    private bool WasReadBefore(string topic) => _saved.Keys.Any(partition => partition.Topic == topic);

    private bool IsOfThisTopic(PartitionId partition, SavedPosition saved) =>
        saved.TopicId is null || _topicIds.GetValueOrDefault(partition.Topic) is not { } id || saved.TopicId == id;

    private IReadOnlyDictionary<PartitionId, OffsetRange> RangesOf(
        IReadOnlyCollection<string> topics, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return Task.Run(() => broker.GetOffsetRangesAsync(topics, cancellation), cancellation).GetAwaiter().GetResult();
            }
            catch (Exception exception) when (exception is BrokerUnavailableException or BrokerRefusedException)
            {
                logger.LogDebug("Offsets not known yet: {Reason}", exception.Message);
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(500));
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private void Tell(string what)
    {
        logger.LogWarning("Bridge {Bridge}: {What}", plan.Name, what);
        _ = WriteAsync(what);
    }

    /// <summary>A gap that is not in the history would be one that was passed over silently, so it is written again until it is there.</summary>
    private async Task WriteAsync(string what)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await journal.AddAsync(plan.Id, null, what, CancellationToken.None);
                return;
            }
            catch (Exception exception)
            {
                logger.LogWarning("Bridge {Bridge}: not in its history yet ({Problem}): {What}", plan.Name, exception.Message, what);
                await Task.Delay(Backoff.Away(attempt + 3));
            }
        }
    }
}
