using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>What a header of a binary event is.</summary>
internal enum HeaderKind
{
    /// <summary>No CloudEvents attribute: it travels along, uninterpreted.</summary>
    Other,
    Id,
    Source,
    SpecVersion,
    Type,
    Subject,
    Time,
    DataSchema,

    /// <summary><c>content-type</c>, which is the attribute <c>datacontenttype</c>.</summary>
    ContentType,

    /// <summary><c>ce_ebtrail</c>, this product's own.</summary>
    Trail,
    PartitionKey,
    Extension,
}

/// <summary>
/// The names of binary CloudEvents headers, as the Kafka binding has them: <c>ce_</c> and lower-case letters and digits, compared case by
/// case. Anything else (<c>CE_ID</c>, <c>ce_Foo</c>, <c>ce_foo_bar</c>) is a header like any other, and so are <c>ce_data</c> and
/// <c>ce_datacontenttype</c>, which would stand for something else in a structured event.
/// </summary>
internal static class EventHeader
{
    public const string Prefix = "ce_";
    public const string ContentType = "content-type";
    public const string Trail = "ce_ebtrail";
    public const string TrailMember = "ebtrail";

    public static HeaderKind KindOf(string name) => name switch
    {
        "ce_id" => HeaderKind.Id,
        "ce_source" => HeaderKind.Source,
        "ce_specversion" => HeaderKind.SpecVersion,
        "ce_type" => HeaderKind.Type,
        "ce_subject" => HeaderKind.Subject,
        "ce_time" => HeaderKind.Time,
        "ce_dataschema" => HeaderKind.DataSchema,
        ContentType => HeaderKind.ContentType,
        Trail => HeaderKind.Trail,
        "ce_partitionkey" => HeaderKind.PartitionKey,
        "ce_data" or "ce_datacontenttype" => HeaderKind.Other,
        _ => name.StartsWith(Prefix, StringComparison.Ordinal) && IsAttributeName(name.AsSpan(Prefix.Length))
            ? HeaderKind.Extension
            : HeaderKind.Other,
    };

    /// <summary>True for the characters that CloudEvents allows in an attribute's name: lower-case letters and digits, one at least.</summary>
    public static bool IsAttributeName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (c is not (>= 'a' and <= 'z' or >= '0' and <= '9'))
                return false;
        }
        return name.Length > 0;
    }

    /// <summary>
    /// True where the header is an attribute of the event. Null is none; empty is one only for extensions, because CloudEvents allows no
    /// empty core attribute: such a header travels as an ordinary one.
    /// </summary>
    public static bool IsAttribute(HeaderKind kind, byte[]? value) => value is not null && kind switch
    {
        HeaderKind.Other => false,
        HeaderKind.Extension or HeaderKind.PartitionKey => true,
        _ => value.Length > 0,
    };

    /// <summary>Marks every header whose name is there more than once, the first one too.</summary>
    public static void MarkRepeated(IReadOnlyList<Header> headers, Span<bool> repeated)
    {
        repeated.Clear();
        if (headers.Count > 32)
        {
            var first = new Dictionary<string, int>(headers.Count, StringComparer.Ordinal);
            for (var i = 0; i < headers.Count; i++)
            {
                if (!first.TryAdd(headers[i].Name, i))
                    repeated[i] = repeated[first[headers[i].Name]] = true;
            }
            return;
        }
        for (var i = 1; i < headers.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (string.Equals(headers[i].Name, headers[j].Name, StringComparison.Ordinal))
                    repeated[i] = repeated[j] = true;
            }
        }
    }
}
