using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>Where a header goes.</summary>
internal enum HeaderPlace : byte
{
    /// <summary>Nowhere: the body says it, or it is the trail in a structured event.</summary>
    Dropped,

    /// <summary>An attribute, in any case.</summary>
    Attribute,

    /// <summary>An attribute of its own while there is room, else <see cref="Carried"/>.</summary>
    Optional,

    /// <summary>In <see cref="CarriedHeaders"/>.</summary>
    Carried,
}

/// <summary>Fits headers into the ten attributes that SQS allows.</summary>
internal static class AttributePlan
{
    /// <summary>Decides between attribute and <see cref="CarriedHeaders"/> for the headers that leave a choice, the first ones first.</summary>
    /// <param name="further">Attributes that are needed and are no header's, such as the key.</param>
    /// <returns>How many attributes there will be; more than ten where it can't be done.</returns>
    public static int Settle(Span<HeaderPlace> places, int further, out bool hasCarried)
    {
        var (needed, optional) = (further, 0);
        hasCarried = false;
        foreach (var place in places)
        {
            needed += place == HeaderPlace.Attribute ? 1 : 0;
            optional += place == HeaderPlace.Optional ? 1 : 0;
            hasCarried |= place == HeaderPlace.Carried;
        }
        hasCarried |= optional > 0 && needed + optional > SqsMessage.MostAttributes;
        needed += hasCarried ? 1 : 0;
        var room = SqsMessage.MostAttributes - needed;
        foreach (ref var place in places)
        {
            if (place != HeaderPlace.Optional)
                continue;
            place = room > 0 ? HeaderPlace.Attribute : HeaderPlace.Carried;
            needed += room > 0 ? 1 : 0;
            room--;
        }
        return needed;
    }

    /// <summary>The place of a header that is no attribute of the event.</summary>
    public static HeaderPlace PlaceOf(Header header, bool isRepeated) =>
        !isRepeated && header.Value is not null && SqsText.IsText(header.Value) && SqsText.IsAttributeName(header.Name)
        && header.Name is not (RecordKey.AttributeName or CarriedHeaders.Name)
            ? HeaderPlace.Optional
            : HeaderPlace.Carried;
}
