using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>
/// A received message in the form in which dead letters are kept, and back. It is not mapped: it may be refused for its form. A redrive
/// of what comes back gives the same record as the message itself would have.
/// </summary>
internal static class KeptMessage
{
    /// <summary>Attributes as headers, byte for byte; the key as far as <c>ebkey</c> or the group id tell it.</summary>
    public static EventRecord Keep(ReceivedMessage message)
    {
        SqsAttribute? key = null;
        var headers = new Header[message.Attributes.Count];
        for (var i = 0; i < headers.Length; i++)
        {
            var attribute = message.Attributes[i];
            if (attribute.Name == RecordKey.AttributeName)
                key = attribute;
            headers[i] = new Header(attribute.Name, attribute.Value);
        }
        return new EventRecord(RecordKey.Read(key, message.GroupId, null), message.Body, headers);
    }

    public static ReceivedMessage Restore(EventRecord kept, string messageId)
    {
        var hadKey = kept.Key is not null;
        var attributes = new List<SqsAttribute>(kept.Headers.Count + 1);
        foreach (var header in kept.Headers)
        {
            if (header.Name == RecordKey.AttributeName)
                hadKey = true;
            else
                attributes.Add(new SqsAttribute(
                    header.Name, SqsText.IsText(header.Value) ? SqsAttribute.StringType : SqsAttribute.BinaryType, header.Value ?? []));
        }
        if (hadKey && RecordKey.Attribute(kept.Key, isFifo: false, hasPartitionKey: true) is { } key)
            attributes.Add(key);
        return new ReceivedMessage(messageId, kept.Value ?? [], attributes, null);
    }
}
