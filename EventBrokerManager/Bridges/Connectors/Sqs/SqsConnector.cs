using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Bridges.Engine;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>AWS SQS. An address is checked again each time it is opened: what the deployment allows may have changed since it was saved.</summary>
internal sealed class SqsConnector(SqsClients clients, AllowedOrigins origins, TimeProvider time) : IConnector
{
    public string Key => BridgeServices.Sqs;

    public ISink OpenSink(BridgePlan bridge, ConnectionPlan connection)
    {
        var queue = Checked(bridge, connection);
        var rules = new OutgoingRules(connection.EventType, connection.Format, bridge.Id) { IsFifo = queue.IsFifo };
        return new SqsSink(queue, clients.Get(queue), rules);
    }

    public ISource OpenSource(BridgePlan bridge, ConnectionPlan connection)
    {
        var queue = Checked(bridge, connection);
        return new SqsSource(queue, clients.Get(queue), new IncomingRules(connection.EventType, connection.Format, bridge.Id), time);
    }

    private SqsQueueUrl Checked(BridgePlan bridge, ConnectionPlan connection)
    {
        var check = SqsQueueUrl.Check(connection.Target, bridge.Region, origins.Current);
        return check.Queue ?? throw new TargetException(TargetFault.NeedsPerson, check.Problem!);
    }
}
