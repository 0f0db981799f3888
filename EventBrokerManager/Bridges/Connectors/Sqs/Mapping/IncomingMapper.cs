using EventBrokerManager.Bridges.Connectors.CloudEvents;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>From an SQS message to a Kafka record.</summary>
internal static class IncomingMapper
{
    private const int FewHeaders = 64;

    public static Incoming Map(ReceivedMessage message, IncomingRules rules)
    {
        SqsAttribute? key = null;
        SqsAttribute? carriedAttribute = null;
        var headers = new List<Header>(message.Attributes.Count + 2);
        foreach (var attribute in message.Attributes)
        {
            if (attribute.Name == RecordKey.AttributeName)
                key = attribute;
            else if (attribute.Name == CarriedHeaders.Name)
                carriedAttribute = attribute;
            else
                headers.Add(new Header(attribute.Name, attribute.Value));
        }
        var read = BinaryEvent.Find(headers);
        var isStructured = read.ContentType >= 0 && MediaType.IsStructured(headers[read.ContentType].Value);
        List<CarriedHeader> carried = [];
        if (carriedAttribute is { } given && !(CarriedHeaders.TryRead(given.Value, out carried) && AreOurs(carried, headers, isStructured)))
        {
            carried = [];
            headers.Add(new Header(CarriedHeaders.Name, given.Value));
        }
        return isStructured
            ? Structured(message, rules, headers, read, key, carried)
            : Binary(message, rules, headers, read, key, carried);
    }

    private static Incoming Binary(
        ReceivedMessage message, IncomingRules rules, List<Header> headers, BinaryEvent read, SqsAttribute? key, List<CarriedHeader> carried)
    {
        var repeated = headers.Count <= FewHeaders ? stackalloc bool[FewHeaders] : new bool[headers.Count];
        EventHeader.MarkRepeated(headers, repeated);
        if (read.Check(headers, repeated, Origin.Queue) is { } wrong)
            return new Incoming(null, wrong);
        if (read.IsOfAnotherType(headers, repeated, rules.TypeUtf8, out var type))
            return new Incoming(null, Refusals.WrongType(type, rules.EventType));
        if (Trail.Append(read.Trail < 0 ? default : headers[read.Trail].Value, rules.TrailEntry, out var trail) is { } loop)
            return new Incoming(null, loop);

        var recordKey = RecordKey.Read(key, message.GroupId, read.PartitionKey < 0 ? null : headers[read.PartitionKey].Value);
        if (rules.Format == EventFormat.Binary)
        {
            SetTrail(headers, trail);
            return new Incoming(new EventRecord(recordKey, message.Body, CarriedHeaders.Restore(headers, carried)), null);
        }
        var form = EventData.FormOf(read.ContentType < 0 ? default : headers[read.ContentType].Value, message.Body);
        var document = StructuredWriter.Write(headers, trail, message.Body, form).ToArray();
        var beside = new List<Header>(headers.Count) { new(EventHeader.ContentType, MediaType.StructuredJson.ToArray()) };
        foreach (var header in headers)
        {
            var kind = EventHeader.KindOf(header.Name);
            if (kind != HeaderKind.Trail && !EventHeader.IsAttribute(kind, header.Value))
                beside.Add(header);
        }
        return new Incoming(new EventRecord(recordKey, document, Beside(beside, carried)), null);
    }

    private static Incoming Structured(
        ReceivedMessage message, IncomingRules rules, List<Header> headers, BinaryEvent outer, SqsAttribute? key, List<CarriedHeader> carried)
    {
        var contentType = headers[outer.ContentType].Value;
        if (!MediaType.IsStructuredJson(contentType))
            return new Incoming(null, Refusals.Format(contentType, Origin.Queue));
        if ((StructuredEvent.Read(message.Body, Origin.Queue, out var read) ?? read.Check(Origin.Queue)) is { } wrong)
            return new Incoming(null, wrong);
        if (!read.Type.AsSpan().SequenceEqual(rules.TypeUtf8))
            return new Incoming(null, Refusals.WrongType(read.Type, rules.EventType));
        if (Trail.Append(read.Trail, rules.TrailEntry, out var trail) is { } loop)
            return new Incoming(null, loop);

        var recordKey = RecordKey.Read(key, message.GroupId, read.PartitionKey);
        headers.RemoveAll(h => h.Name == EventHeader.Trail);
        if (rules.Format == EventFormat.Binary && TryToBinary(read, headers, carried, trail, out var value) is { } binary)
            return new Incoming(new EventRecord(recordKey, value, binary), null);
        return new Incoming(new EventRecord(recordKey, read.With(trail), Beside(headers, carried)), null);
    }

    /// <summary>Null where something would be lost, or a header beside the document would be taken for an attribute of the event.</summary>
    private static List<Header>? TryToBinary(
        StructuredEvent read, List<Header> headers, List<CarriedHeader> carried, byte[] trail, out byte[]? value)
    {
        var binary = new List<Header>(headers.Count + 12);
        if (!read.TryToBinary(binary, out value))
            return null;
        if (AddAttributes(carried, binary))
            return null;
        foreach (var header in headers)
        {
            var kind = EventHeader.KindOf(header.Name);
            if (kind == HeaderKind.ContentType)
                continue;
            if (kind != HeaderKind.Other)
                return null;
            binary.Add(header);
        }
        SetTrail(binary, trail);
        return CarriedHeaders.Restore(binary, carried);
    }

    /// <summary>
    /// False where the carried headers hold what this product never carries, so that nobody can slip an attribute past the checks:
    /// a trail, a content type, and in a binary event any attribute that is one, or that the event has already.
    /// </summary>
    private static bool AreOurs(List<CarriedHeader> carried, List<Header> headers, bool isStructured)
    {
        foreach (var (_, header) in carried)
        {
            if (header.Name == EventHeader.Trail || (header.Name == EventHeader.ContentType && header.Value is { Length: > 0 }))
                return false;
        }
        return isStructured || !AddAttributes(carried, headers);
    }

    /// <summary>True where the carried headers would give a binary event a further attribute, or one of its headers a second time.</summary>
    private static bool AddAttributes(List<CarriedHeader> carried, List<Header> headers)
    {
        HashSet<string>? names = null;
        foreach (var (_, header) in carried)
        {
            var kind = EventHeader.KindOf(header.Name);
            if (kind == HeaderKind.Other)
                continue;
            names ??= [.. headers.Select(h => h.Name)];
            if (EventHeader.IsAttribute(kind, header.Value) || !names.Add(header.Name))
                return true;
        }
        return false;
    }

    /// <summary>The headers beside a structured event; an empty content type is left out, for the record has another.</summary>
    private static List<Header> Beside(List<Header> headers, List<CarriedHeader> carried)
    {
        carried.RemoveAll(c => c.Header.Name == EventHeader.ContentType);
        return CarriedHeaders.Restore(headers, carried);
    }

    private static void SetTrail(List<Header> headers, byte[] trail)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Name == EventHeader.Trail)
            {
                headers[i] = new Header(EventHeader.Trail, trail);
                return;
            }
        }
        headers.Add(new Header(EventHeader.Trail, trail));
    }
}
