using EventBrokerManager.Bridges.Connectors.CloudEvents;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>From a Kafka record to an SQS message.</summary>
internal static class OutgoingMapper
{
    private const int FewHeaders = 64;

    private static readonly SqsAttribute StructuredType = SqsAttribute.Text(EventHeader.ContentType, MediaType.StructuredJson.ToArray());

    public static Outgoing Map(ConsumedRecord consumed, OutgoingRules rules)
    {
        var headers = consumed.Record.Headers;
        var repeated = headers.Count <= FewHeaders ? stackalloc bool[FewHeaders] : new bool[headers.Count];
        var places = headers.Count <= FewHeaders ? stackalloc HeaderPlace[FewHeaders] : new HeaderPlace[headers.Count];
        repeated = repeated[..headers.Count];
        places = places[..headers.Count];
        EventHeader.MarkRepeated(headers, repeated);
        var read = BinaryEvent.Find(headers);
        return read.ContentType >= 0 && MediaType.IsStructured(headers[read.ContentType].Value)
            ? Structured(consumed, rules, headers[read.ContentType].Value, repeated, places)
            : Binary(consumed, rules, read, repeated, places);
    }

    /// <summary>
    /// How many attributes a record needs to go as a binary event; more than ten where it can't. Null where their number does not decide:
    /// it is another event or none, a structured one, or one that goes structured for what it holds.
    /// </summary>
    public static int? AttributesOf(ConsumedRecord consumed, OutgoingRules rules)
    {
        var (key, value, headers) = consumed.Record;
        var (repeated, places) = (new bool[headers.Count], new HeaderPlace[headers.Count]);
        EventHeader.MarkRepeated(headers, repeated);
        var read = BinaryEvent.Find(headers);
        var isStructured = read.ContentType >= 0 && MediaType.IsStructured(headers[read.ContentType].Value);
        if (isStructured || read.IsOfAnotherType(headers, repeated, rules.TypeUtf8, out _) || read.Check(headers, repeated, Origin.Kafka) is not null
            || value is null || !SqsText.IsText(value) || !TryPlaceBinary(headers, repeated, places))
            return null;
        return AttributePlan.Settle(places, Further(RecordKey.Attribute(key, rules.IsFifo, read.PartitionKey >= 0)), out _);
    }

    private static Outgoing Binary(
        ConsumedRecord consumed, OutgoingRules rules, BinaryEvent read, ReadOnlySpan<bool> repeated, Span<HeaderPlace> places)
    {
        var (key, value, headers) = consumed.Record;
        if (read.IsOfAnotherType(headers, repeated, rules.TypeUtf8, out _))
            return default;
        if (read.Check(headers, repeated, Origin.Kafka) is { } wrong)
            return new Outgoing(null, wrong);
        if (Trail.Append(read.Trail < 0 ? default : headers[read.Trail].Value, rules.TrailEntry, out var trail) is { } loop)
            return new Outgoing(null, loop);

        var keyAttribute = RecordKey.Attribute(key, rules.IsFifo, read.PartitionKey >= 0);
        var (source, id) = (headers[read.Source].Value, headers[read.Id].Value);
        if (rules.Format == EventFormat.Binary && value is not null && SqsText.IsText(value) && TryPlaceBinary(headers, repeated, places)
            && AttributePlan.Settle(places, Further(keyAttribute), out var hasCarried) is var count and <= SqsMessage.MostAttributes)
        {
            var attributes = new List<SqsAttribute>(count);
            AddHeaders(attributes, headers, places, read.Trail, trail);
            if (read.Trail < 0)
                attributes.Add(SqsAttribute.Text(EventHeader.Trail, trail));
            return Finish(consumed, rules, value, attributes, keyAttribute, hasCarried ? Carried(headers, places) : null, source, id);
        }

        // JSON makes no data smaller, so there is nothing to write.
        if (value?.Length > rules.MaximumBytes)
            return new Outgoing(null, Refusals.TooLarge(value.Length, rules.MaximumBytes));
        for (var i = 0; i < headers.Count; i++)
        {
            var kind = EventHeader.KindOf(headers[i].Name);
            places[i] = kind == HeaderKind.Trail || EventHeader.IsAttribute(kind, headers[i].Value)
                ? HeaderPlace.Dropped
                : AttributePlan.PlaceOf(headers[i], repeated[i]);
        }
        var form = EventData.FormOf(read.ContentType < 0 ? default : headers[read.ContentType].Value, value);
        if (form == DataForm.Json && !SqsText.IsAllowed(value))
            form = DataForm.Base64;
        var body = StructuredWriter.Write(headers, trail, value, form);
        return FinishStructured(consumed, rules, body, StructuredType, places, keyAttribute, source, id);
    }

    private static Outgoing Structured(
        ConsumedRecord consumed, OutgoingRules rules, byte[]? contentType, ReadOnlySpan<bool> repeated, Span<HeaderPlace> places)
    {
        var (key, value, headers) = consumed.Record;
        if (!MediaType.IsStructuredJson(contentType))
            return new Outgoing(null, Refusals.Format(contentType, Origin.Kafka));
        if (StructuredEvent.Read(value, Origin.Kafka, out var read) is { } broken)
            return new Outgoing(null, broken);
        if (read.Type.Length > 0 && !read.Type.AsSpan().SequenceEqual(rules.TypeUtf8))
            return default;
        if (read.Check(Origin.Kafka) is { } wrong)
            return new Outgoing(null, wrong);
        if (Trail.Append(read.Trail, rules.TrailEntry, out var trail) is { } loop)
            return new Outgoing(null, loop);

        var type = StructuredType;
        for (var i = 0; i < headers.Count; i++)
        {
            switch (EventHeader.KindOf(headers[i].Name))
            {
                case HeaderKind.Trail:
                    places[i] = HeaderPlace.Dropped;
                    break;
                case HeaderKind.ContentType when repeated[i]:
                    return new Outgoing(null, Refusals.Duplicate(EventHeader.ContentType, Origin.Kafka));
                case HeaderKind.ContentType:
                    places[i] = HeaderPlace.Dropped;
                    type = SqsText.IsText(contentType) ? SqsAttribute.Text(EventHeader.ContentType, contentType!) : StructuredType;
                    break;
                default:
                    places[i] = AttributePlan.PlaceOf(headers[i], repeated[i]);
                    break;
            }
        }
        var keyAttribute = RecordKey.Attribute(key, rules.IsFifo, read.PartitionKey is not null);
        var body = SqsText.EscapeNoncharacters(read.With(trail));
        return FinishStructured(consumed, rules, body, type, places, keyAttribute, read.Source, read.Id);
    }

    /// <summary>The trail, and the key where it needs an attribute. A trail that is there already is replaced where it stands.</summary>
    private static int Further(SqsAttribute? key) => key is null ? 1 : 2;

    /// <summary>False where an attribute of the event can't be one of SQS, so that the event must go structured.</summary>
    private static bool TryPlaceBinary(IReadOnlyList<Header> headers, ReadOnlySpan<bool> repeated, Span<HeaderPlace> places)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            var kind = EventHeader.KindOf(header.Name);
            if (kind == HeaderKind.Trail)
            {
                places[i] = HeaderPlace.Dropped;
                continue;
            }
            if (!EventHeader.IsAttribute(kind, header.Value))
            {
                places[i] = AttributePlan.PlaceOf(header, repeated[i]);
                continue;
            }
            if (header.Value!.Length == 0 || !SqsText.IsAllowed(header.Value)
                || (kind == HeaderKind.Extension && !SqsText.IsAttributeName(header.Name)))
                return false;
            places[i] = HeaderPlace.Attribute;
        }
        return true;
    }

    private static Outgoing FinishStructured(
        ConsumedRecord consumed, OutgoingRules rules, ReadOnlyMemory<byte> body, SqsAttribute contentType, Span<HeaderPlace> places,
        SqsAttribute? key, ReadOnlySpan<byte> source, ReadOnlySpan<byte> id)
    {
        var headers = consumed.Record.Headers;
        var count = AttributePlan.Settle(places, 1 + (key is null ? 0 : 1), out var hasCarried);
        var attributes = new List<SqsAttribute>(count) { contentType };
        AddHeaders(attributes, headers, places, -1, []);
        return Finish(consumed, rules, body, attributes, key, hasCarried ? Carried(headers, places) : null, source, id);
    }

    private static Outgoing Finish(
        ConsumedRecord consumed, OutgoingRules rules, ReadOnlyMemory<byte> body, List<SqsAttribute> attributes,
        SqsAttribute? key, byte[]? carried, ReadOnlySpan<byte> source, ReadOnlySpan<byte> id)
    {
        if (key is { } keyAttribute)
            attributes.Add(keyAttribute);
        if (carried is not null)
            attributes.Add(SqsAttribute.Text(CarriedHeaders.Name, carried));
        long bytes = body.Length;
        foreach (var attribute in attributes)
            bytes += attribute.Bytes;
        if (bytes > rules.MaximumBytes)
            return new Outgoing(null, Refusals.TooLarge(bytes, rules.MaximumBytes));
        var group = rules.IsFifo ? RecordKey.Group(consumed.Record.Key, consumed.Partition.Partition) : null;
        var deduplication = rules.IsFifo
            ? Deduplication.Id(source, id, consumed.Partition, consumed.Offset, rules.RedriveNumber)
            : null;
        return new Outgoing(new SqsMessage(body, attributes, group, deduplication, (int)bytes), null);
    }

    private static void AddHeaders(
        List<SqsAttribute> attributes, IReadOnlyList<Header> headers, ReadOnlySpan<HeaderPlace> places, int trailAt, byte[] trail)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            if (i == trailAt)
                attributes.Add(SqsAttribute.Text(EventHeader.Trail, trail));
            else if (places[i] == HeaderPlace.Attribute)
                attributes.Add(SqsAttribute.Text(headers[i].Name, headers[i].Value!));
        }
    }

    private static byte[] Carried(IReadOnlyList<Header> headers, ReadOnlySpan<HeaderPlace> places)
    {
        var carried = headers.Count <= FewHeaders ? stackalloc bool[FewHeaders] : new bool[headers.Count];
        for (var i = 0; i < headers.Count; i++)
            carried[i] = places[i] == HeaderPlace.Carried;
        return CarriedHeaders.Write(headers, carried);
    }
}
