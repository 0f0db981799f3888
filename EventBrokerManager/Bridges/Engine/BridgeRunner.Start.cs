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
            await OpenLanesAsync(stop);
            await PrepareAsync(stop);
            StartLanes();
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

    /// <summary>Opens all targets; where one cannot be opened a person must act, and it is tried again.</summary>
    private async Task OpenLanesAsync(CancellationToken stop)
    {
        var attempt = 0;
        while (true)
        {
            var (outbound, inbound) = (new List<OutboundLane>(), new List<InboundLane>());
            try
            {
                foreach (var connection in Plan.Connections)
                    OpenLane(connection, outbound, inbound);
                (_outbound, _inbound) = ([.. outbound], [.. inbound]);
                ClearFault(Facet.Target);
                return;
            }
            catch (TargetException exception)
            {
                await DisposeAsync(outbound, inbound);
                var wait = Backoff.NeedsPerson(attempt++);
                SetFault(Facet.Target, BridgeState.Failed, exception.Message, _parts.Time.GetUtcNow() + wait, exception.Code);
                await WaitAsync(wait, stop);
            }
        }
    }

    private void OpenLane(ConnectionPlan connection, List<OutboundLane> outbound, List<InboundLane> inbound)
    {
        var connector = _parts.Connectors[Plan.Service];
        var monitor = _monitors[connection.Id];
        var deadLetters = new DeadLetterWriter(Plan.Id, connection.Id, _parts.DeadLetters, monitor, _parts.Time, _parts.Logger);
        if (connection.Direction == Direction.KafkaToTarget)
            outbound.Add(new OutboundLane(connection, Guard.Around(connector.OpenSink(Plan, connection), _parts.Logger), monitor, deadLetters, _parts.Time));
        else
            inbound.Add(new InboundLane(
                connection, Guard.Around(connector.OpenSource(Plan, connection), _parts.Logger), _parts.Transport, _parts.Broker, monitor, deadLetters,
                _parts.Time, _parts.Logger));
    }

    private Task CloseLanesAsync()
    {
        var (outbound, inbound) = (_outbound, _inbound);
        (_outbound, _inbound) = ([], []);
        return DisposeAsync(outbound, inbound);
    }

    private static async Task DisposeAsync(IEnumerable<OutboundLane> outbound, IEnumerable<InboundLane> inbound)
    {
        foreach (var lane in outbound)
            await lane.DisposeAsync();
        foreach (var lane in inbound)
            await lane.DisposeAsync();
    }

    /// <summary>Waits before the next try; <see cref="TryNow"/> ends it.</summary>
    private async Task WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(Task.Delay(wait, _parts.Time, woken.Token), _tryNow.WaitAsync(woken.Token));
        await woken.CancelAsync();
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Waits for Kafka and the channels, then takes the positions.</summary>
    private async Task PrepareAsync(CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            var wait = Backoff.Kafka(attempt);
            var next = _parts.Time.GetUtcNow() + wait;
            try
            {
                var wanted = Plan.Connections.Select(connection => connection.Topic).Distinct().ToList();
                var topics = await _parts.Broker.DescribeTopicsAsync(wanted, stop);
                _checklist.Set(KafkaCheck, CheckState.Done, _parts.Broker.Description);
                if (wanted.Where(topic => !topics.ContainsKey(topic)).ToList() is { Count: > 0 } missing)
                {
                    SetChannelFault(missing, next);
                }
                else
                {
                    _checklist.Set(ChannelsCheck, CheckState.Done);
                    await TakePositionsAsync(topics, stop);
                    ClearFault(Facet.Channel);
                    return;
                }
            }
            catch (BrokerUnavailableException exception)
            {
                _checklist.Set(KafkaCheck, CheckState.Failed, exception.Message);
                SetFault(Facet.Channel, BridgeState.Retrying, exception.Message + " Nothing to do; nothing is lost.", next);
            }
            catch (BrokerRefusedException exception)
            {
                _checklist.Set(KafkaCheck, CheckState.Failed, exception.Message);
                SetFault(Facet.Channel, BridgeState.Failed, exception.Message, next);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _parts.Logger.LogError(exception, "Bridge {Bridge}: positions cannot be taken", Plan.Name);
                SetFault(
                    Facet.Channel, BridgeState.Failed,
                    $"The positions cannot be taken from or kept in the database ({exception.GetBaseException().Message.TrimEnd('.')}). "
                        + "Whoever runs the portal must look at the disk and the database; it is tried again by itself.",
                    next);
            }

            await WaitAsync(wait, stop);
        }
    }

    private async Task TakePositionsAsync(IReadOnlyDictionary<string, TopicState> topics, CancellationToken stop)
    {
        if (_outbound.Length == 0)
            return;
        var read = _outbound.Select(lane => lane.Plan.Topic).ToHashSet();
        await _positions.TakeAsync(topics.Where(topic => read.Contains(topic.Key)).ToDictionary(), stop);
        _checklist.Set(PositionCheck, CheckState.Done);
    }

    private void StartLanes()
    {
        foreach (var lane in _inbound)
        {
            var check = $"First receive from {lane.Plan.TargetName}";
            _checklist.Set(check, CheckState.Waiting);
            lane.Start(() =>
            {
                _checklist.Set(check, CheckState.Done, "The right to receive is proven.");
                lane.Monitor.SetLife(BridgeState.Running, "Receiving.");
            });
        }

        foreach (var lane in _outbound)
        {
            var check = $"Queue {lane.Plan.TargetName} answers";
            _checklist.Set(check, CheckState.Waiting);
            var first = $"First event to {lane.Plan.TargetName}";
            _checklist.Set(first, CheckState.NotYetKnown, "The right to send shows with it.");
            lane.Start(
                (state, detail) => _checklist.Set(check, state, detail),
                () => _checklist.Set(first, CheckState.Done, "The right to send is proven."));
        }

        if (_outbound.Length == 0)
            return;
        _reader = new ChannelReader(Plan, _parts.Transport, _parts.Instance.MemberOf(Plan.Id), _positions, _outbound, _parts.Time, _parts.Logger);
        _reader.Start();
    }

    private void SetChannelFault(List<string> missing, DateTimeOffset next)
    {
        var reason = missing.Count == 1 ? $"The topic {missing[0]} does not exist in Kafka." : $"{missing.Count} topics do not exist in Kafka, such as {missing[0]}.";
        _checklist.Set(ChannelsCheck, CheckState.Failed, reason);
        SetFault(Facet.Channel, BridgeState.Failed, reason + " An administrator of Kafka must restore it, or create its channel again.", next);
    }
}
