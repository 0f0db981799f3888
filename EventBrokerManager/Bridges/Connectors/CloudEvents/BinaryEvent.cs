using System.Text.Unicode;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>Where the attributes of a binary event stand among its headers; -1 for what is absent.</summary>
internal readonly struct BinaryEvent
{
    private readonly int _specVersion;

    private BinaryEvent(int id, int source, int specVersion, int type, int contentType, int trail, int partitionKey) =>
        (Id, Source, _specVersion, Type, ContentType, Trail, PartitionKey) = (id, source, specVersion, type, contentType, trail, partitionKey);

    public int Id { get; }
    public int Source { get; }
    public int Type { get; }
    public int ContentType { get; }
    public int Trail { get; }

    /// <summary>The extension <c>partitionkey</c>, where it is not empty.</summary>
    public int PartitionKey { get; }

    /// <summary>Finds the attributes; checks nothing.</summary>
    public static BinaryEvent Find(IReadOnlyList<Header> headers)
    {
        int id = -1, source = -1, specVersion = -1, type = -1, contentType = -1, trail = -1, partitionKey = -1;
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            var kind = EventHeader.KindOf(header.Name);
            if (kind == HeaderKind.Trail)
                trail = i;
            if (header.Value is not { Length: > 0 })
                continue;
            switch (kind)
            {
                case HeaderKind.Id: id = i; break;
                case HeaderKind.Source: source = i; break;
                case HeaderKind.SpecVersion: specVersion = i; break;
                case HeaderKind.Type: type = i; break;
                case HeaderKind.ContentType: contentType = i; break;
                case HeaderKind.PartitionKey: partitionKey = i; break;
            }
        }
        return new BinaryEvent(id, source, specVersion, type, contentType, trail, partitionKey);
    }

    /// <summary>True where the event has a type, and only one, and it is another than <paramref name="expected"/>.</summary>
    public bool IsOfAnotherType(
        IReadOnlyList<Header> headers, ReadOnlySpan<bool> repeated, ReadOnlySpan<byte> expected, out ReadOnlySpan<byte> type)
    {
        type = Type < 0 ? default : headers[Type].Value;
        return Type >= 0 && !repeated[Type] && Utf8.IsValid(type) && !type.SequenceEqual(expected);
    }

    /// <summary>What makes it no CloudEvents 1.0 event, or null. Afterwards each attribute is there once and is UTF-8.</summary>
    public Refusal? Check(IReadOnlyList<Header> headers, ReadOnlySpan<bool> repeated, Origin origin)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            var kind = EventHeader.KindOf(header.Name);
            if (kind == HeaderKind.Other)
                continue;
            if (repeated[i])
                return Refusals.Duplicate(header.Name, origin);
            if (kind != HeaderKind.Trail && !Utf8.IsValid(header.Value))
                return Refusals.NotUtf8(header.Name, origin);
        }
        if (Id < 0 || Source < 0 || _specVersion < 0 || Type < 0)
            return Refusals.Missing(Words.List(Id < 0 ? "ce_id" : null, Source < 0 ? "ce_source" : null,
                _specVersion < 0 ? "ce_specversion" : null, Type < 0 ? "ce_type" : null), origin);
        var version = headers[_specVersion].Value;
        return version.AsSpan().SequenceEqual("1.0"u8) ? null : Refusals.SpecVersion(version, origin);
    }
}
