using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

// The way from Starting to Running, step by step, each tried until it succeeds.
internal sealed partial class BridgeRunner
{
    private async Task StartAsync()
    {
        var stop = _stop.Token;
        try
        {
            _checklist.Set(KafkaCheck, CheckState.Waiting);
            _checklist.Set(ChannelsCheck, CheckState.Waiting);
            if (Plan.Connections.Any(connection => connection.Direction == Direction.KafkaToTarget))
                _checklist.Set(PositionCheck, CheckState.Waiting);
            var waiting = Plan.Connections.ToList();
            for (var attempt = 0; waiting.Count > 0; attempt++)
            {
                var wait = await StartWhatCanAsync(waiting, attempt, stop);
                if (waiting.Count > 0)
                    await WaitAsync(wait, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            // Everything that passes is waited for below; what comes here lies in the definition.
            _parts.Logger.LogError(exception, "Bridge {Bridge} cannot start", Plan.Name);
            SetLife(BridgeState.Failed, $"The bridge cannot start: {exception.GetBaseException().Message} Edit it, or stop and start it again.");
        }
    }

    /// <summary>
    /// Starts those connections whose channel and target are there, and takes them from <paramref name="waiting"/>; the others say what
    /// they wait for and hold up nobody.
    /// </summary>
    /// <returns>How long to wait before the next try.</returns>
    private async Task<TimeSpan> StartWhatCanAsync(List<ConnectionPlan> waiting, int attempt, CancellationToken stop)
    {
        var kafkaWait = Backoff.Kafka(attempt);
        var withChannel = await PrepareAsync(waiting, kafkaWait, stop);
        var targetWait = Backoff.NeedsPerson(attempt);
        var opened = withChannel.FindAll(connection => TryOpenLane(connection, targetWait));
        waiting.RemoveAll(opened.Contains);
        StartLanes(opened);
        OpenRedrives(opened);
        return waiting.All(withChannel.Contains) ? targetWait : kafkaWait;
    }

    /// <summary>False where its target cannot be opened: then a person must act, and it is tried again.</summary>
    private bool TryOpenLane(ConnectionPlan connection, TimeSpan wait)
    {
        var monitor = _monitors[connection.Id];
        try
        {
            OpenLane(connection, monitor);
            monitor.ClearFault(Facet.Target);
            return true;
        }
        catch (TargetException exception)
        {
            monitor.SetFault(Facet.Target, BridgeState.Failed, exception.Message, _parts.Time.GetUtcNow() + wait, exception.Code);
            return false;
        }
    }

    private void OpenLane(ConnectionPlan connection, ConnectionMonitor monitor)
    {
        var connector = _parts.Connectors[Plan.Service];
        var (meter, log) = (monitor.Meter!, monitor.Log!);
        var deadLetters = new DeadLetterWriter(Plan.Id, connection.Id, _parts.DeadLetters, monitor, _parts.Time, log);
        if (connection.Direction == Direction.KafkaToTarget)
        {
            var sink = new MeteredSink(Guard.Around(connector.OpenSink(Plan, connection), log), connection, Plan.Service, meter, _parts.Time);
            _outbound = [.. _outbound, new OutboundLane(connection, sink, monitor, deadLetters, _parts.Time)];
        }
        else
        {
            var source = new MeteredSource(Guard.Around(connector.OpenSource(Plan, connection), log), meter, _parts.Time);
            _inbound = [.. _inbound, new InboundLane(
                connection, source, _transport.For(meter), _parts.Broker, monitor, deadLetters, _parts.Time, log)];
        }
    }

    private async Task CloseLanesAsync()
    {
        foreach (var lane in _outbound)
            await lane.DisposeAsync();
        foreach (var lane in _inbound)
            await lane.DisposeAsync();
        (_outbound, _inbound) = ([], []);
    }

    /// <summary>Waits before the next try; <see cref="TryNow"/> ends it.</summary>
    private async Task WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(Task.Delay(wait, _parts.Time, woken.Token), _tryNow.WaitAsync(woken.Token));
        await woken.CancelAsync();
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Looks for the channels and takes the positions. Answers the connections whose channel is there.</summary>
    private async Task<List<ConnectionPlan>> PrepareAsync(List<ConnectionPlan> waiting, TimeSpan wait, CancellationToken stop)
    {
        var next = _parts.Time.GetUtcNow() + wait;
        try
        {
            var wanted = waiting.Select(connection => connection.Topic).Distinct().ToList();
            var topics = await _parts.Broker.DescribeTopicsAsync(wanted, stop);
            _checklist.Set(KafkaCheck, CheckState.Done, _parts.Broker.Description);
            var missing = wanted.FindAll(topic => !topics.ContainsKey(topic));
            TellChannels(missing);
            var found = waiting.FindAll(connection => topics.ContainsKey(connection.Topic));
            await TakePositionsAsync(found, topics, stop);
            foreach (var connection in found)
                _monitors[connection.Id].ClearFault(Facet.Channel);
            foreach (var topic in missing)
                SetChannelFault(On(topic), BridgeState.Failed, MissingTopic(topic) + " An administrator of Kafka must restore it, or create its channel again.", next);
            return found;
        }
        catch (BrokerRefusedException exception) when (exception.Topic is { } refused && waiting.Exists(connection => connection.Topic != refused))
        {
            SetChannelFault(On(refused), BridgeState.Failed, exception.Message, next);
            return await PrepareAsync(waiting.FindAll(connection => connection.Topic != refused), wait, stop);
        }
        catch (BrokerUnavailableException exception)
        {
            _checklist.Set(KafkaCheck, CheckState.Failed, exception.Message);
            SetChannelFault(waiting, BridgeState.Retrying, exception.Message + " Nothing to do; nothing is lost.", next);
        }
        catch (BrokerRefusedException exception)
        {
            _checklist.Set(KafkaCheck, CheckState.Failed, exception.Message);
            SetChannelFault(waiting, BridgeState.Failed, exception.Message, next);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _parts.Logger.LogError(exception, "Bridge {Bridge}: positions cannot be taken", Plan.Name);
            SetChannelFault(
                waiting, BridgeState.Failed,
                $"The positions cannot be taken from or kept in the database ({exception.GetBaseException().Message.TrimEnd('.')}). "
                    + "Whoever runs the portal must look at the disk and the database; it is tried again by itself.",
                next);
        }

        return [];

        List<ConnectionPlan> On(string topic) => waiting.FindAll(connection => connection.Topic == topic);
    }

    private async Task TakePositionsAsync(List<ConnectionPlan> found, IReadOnlyDictionary<string, TopicState> topics, CancellationToken stop)
    {
        var read = found.Where(connection => connection.Direction == Direction.KafkaToTarget).Select(connection => connection.Topic).ToHashSet();
        if (read.Count == 0)
            return;
        await _positions.TakeAsync(topics.Where(topic => read.Contains(topic.Key)).ToDictionary(), stop);
        _checklist.Set(PositionCheck, CheckState.Done);
    }

    private void StartLanes(List<ConnectionPlan> opened)
    {
        foreach (var lane in _inbound.Where(lane => opened.Contains(lane.Plan)))
        {
            var check = $"First receive from {lane.Plan.TargetName}";
            _checklist.Set(check, CheckState.Waiting);
            lane.Start(() =>
            {
                _checklist.Set(check, CheckState.Done, "The right to receive is proven.");
                lane.Monitor.SetLife(BridgeState.Running, "Receiving.");
            });
        }

        var outbound = _outbound.Where(lane => opened.Contains(lane.Plan)).ToList();
        foreach (var lane in outbound)
        {
            var check = $"Queue {lane.Plan.TargetName} answers";
            _checklist.Set(check, CheckState.Waiting);
            var first = $"First event to {lane.Plan.TargetName}";
            _checklist.Set(first, CheckState.NotYetKnown, "The right to send shows with it.");
            lane.Start(
                (state, detail) => _checklist.Set(check, state, detail),
                () => _checklist.Set(first, CheckState.Done, "The right to send is proven."));
        }

        if (outbound.Count > 0)
            Read(outbound);
    }

    private void Read(List<OutboundLane> lanes)
    {
        if (_reader is { } reader)
        {
            reader.Add(lanes);
            return;
        }

        _reader = new ChannelReader(Plan, _transport, _parts.Instance.MemberOf(Plan.Id), _positions, lanes, _parts.Time, _parts.Logger);
        _reader.Start();
    }

    private void TellChannels(List<string> missing) => _checklist.Set(
        ChannelsCheck,
        missing.Count == 0 ? CheckState.Done : CheckState.Failed,
        missing.Count switch
        {
            0 => null,
            1 => MissingTopic(missing[0]),
            _ => $"{missing.Count} topics do not exist in Kafka, such as {missing[0]}.",
        });

    private void SetChannelFault(List<ConnectionPlan> connections, BridgeState state, string reason, DateTimeOffset next)
    {
        foreach (var connection in connections)
            _monitors[connection.Id].SetFault(Facet.Channel, state, reason, next);
    }

    private static string MissingTopic(string topic) => $"The topic {topic} does not exist in Kafka.";
}
