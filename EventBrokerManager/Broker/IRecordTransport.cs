namespace EventBrokerManager.Broker;

/// <summary>The way of many records: what bridges use.</summary>
public interface IRecordTransport
{
    /// <summary>The one producer of our Kafka user.</summary>
    IRecordProducer Producer { get; }

    /// <summary>Joins the group at the first poll.</summary>
    IRecordConsumer OpenConsumer(ConsumerOptions options, IConsumerListener listener);
}
