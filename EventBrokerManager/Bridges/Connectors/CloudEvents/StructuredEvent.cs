using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>
/// A structured event, read without building objects for its values. It is one CloudEvents 1.0 event: required attributes are there, no
/// member is there twice, its data is readable. Null members count as absent.
/// </summary>
internal sealed class StructuredEvent
{
    private const int DeepestJson = 1_000;

    private readonly byte[] _document;
    private readonly List<StructuredMember> _members = new(12);

    private StructuredEvent(byte[] document) => _document = document;

    /// <summary>Empty where it is absent or no text; so are the other three until <see cref="Check"/> has passed.</summary>
    public byte[] Id { get; private set; } = [];
    public byte[] Source { get; private set; } = [];
    public byte[] SpecVersion { get; private set; } = [];
    public byte[] Type { get; private set; } = [];

    /// <summary>The extension <c>partitionkey</c>; null where it is absent, empty or no text.</summary>
    public byte[]? PartitionKey { get; private set; }

    /// <summary>The extension <c>ebtrail</c> as it stands; empty where it is absent or no text.</summary>
    public byte[] Trail { get; private set; } = [];

    /// <summary>Reads the document; a refusal where it is no JSON object of unique members.</summary>
    public static Refusal? Read(byte[]? document, Origin origin, out StructuredEvent read)
    {
        read = new StructuredEvent(document ?? []);
        if (document is not { Length: > 0 })
            return Refusals.Malformed("it is empty", origin);
        if (!Utf8.IsValid(document))
            return Refusals.NotUtf8("the structured event", origin);
        try
        {
            return read.ReadMembers(origin);
        }
        catch (JsonException e)
        {
            return Refusals.Malformed($"its JSON is broken in line {e.LineNumber + 1}, at byte {e.BytePositionInLine + 1}", origin);
        }
    }

    /// <summary>What makes it no CloudEvents 1.0 event, or null.</summary>
    public Refusal? Check(Origin origin)
    {
        if (Id.Length == 0 || Source.Length == 0 || SpecVersion.Length == 0 || Type.Length == 0)
            return Refusals.Missing(Words.List(Id.Length == 0 ? "id" : null, Source.Length == 0 ? "source" : null,
                SpecVersion.Length == 0 ? "specversion" : null, Type.Length == 0 ? "type" : null) + " as a text in its JSON", origin);
        if (!SpecVersion.AsSpan().SequenceEqual("1.0"u8))
            return Refusals.SpecVersion(SpecVersion, origin);
        var base64 = Find("data_base64");
        if (base64 is not { } data)
            return null;
        if (Find("data") is not null)
            return Refusals.Malformed("it has data and data_base64", origin);
        return TryText(data, out var text) && EventData.FromBase64(text) is not null
            ? null
            : Refusals.Malformed("its data_base64 is no base64 text", origin);
    }

    /// <summary>The same JSON value in a new document, with this trail.</summary>
    public byte[] With(ReadOnlySpan<byte> trail)
    {
        var isOurs = CloudEvents.Trail.IsOurs(Trail);
        var written = new ArrayBufferWriter<byte>(_document.Length + trail.Length + 16);
        var separator = (byte)'{';
        var hasTrail = false;
        foreach (var member in _members)
        {
            var isTrail = member.Name == EventHeader.TrailMember;
            hasTrail |= isTrail;
            WriteByte(written, separator);
            written.Write(_document.AsSpan(member.RawName));
            WriteByte(written, (byte)':');
            if (isTrail)
                WriteTrail(written, trail);
            else
                written.Write(_document.AsSpan(isOurs && member.Name == "data" ? member.Outer : member.Raw));
            separator = (byte)',';
        }
        if (!hasTrail)
        {
            WriteByte(written, separator);
            written.Write("\"ebtrail\":"u8);
            WriteTrail(written, trail);
        }
        WriteByte(written, (byte)'}');
        return written.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The event in binary form; false where that would lose something: an attribute that is no text or has a name that CloudEvents does
    /// not allow, data whose bytes cannot be told, or an event within the event.
    /// </summary>
    /// <param name="headers">The attributes, the trail as it stands included.</param>
    public bool TryToBinary(List<Header> headers, out byte[]? value)
    {
        value = null;
        StructuredMember? data = null;
        byte[] contentType = [];
        var hasContentType = false;
        foreach (var member in _members)
        {
            if (member.Kind == JsonTokenType.Null)
                continue;
            if (member.Name is "data" or "data_base64")
            {
                data = member;
                continue;
            }
            if (member.Name == EventHeader.TrailMember)
            {
                headers.Add(new Header(EventHeader.Trail, Trail));
                continue;
            }
            if (!EventHeader.IsAttributeName(member.Name) || !TryText(member, out var text))
                return false;
            if (member.Name == "datacontenttype")
            {
                if (text.Length == 0 || MediaType.IsStructured(text))
                    return false;
                (contentType, hasContentType) = (text, true);
            }
            headers.Add(new Header(HeaderName(member.Name), text));
        }
        if (data is not { } found)
            return true;
        if (!TryData(found, contentType, out value))
            return false;
        // The JSON format: without a content type, data is JSON, and that has to be said in other forms. A bridge that wrote this event
        // from a binary one without a content type meant none.
        if (!hasContentType && found.Name == "data" && !CloudEvents.Trail.IsOurs(Trail))
            headers.Add(new Header(EventHeader.ContentType, "application/json"u8.ToArray()));
        return true;
    }

    private Refusal? ReadMembers(Origin origin)
    {
        var reader = new Utf8JsonReader(_document, new JsonReaderOptions { MaxDepth = DeepestJson });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return Refusals.Malformed("its JSON is no object", origin);
        HashSet<string>? names = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (NameOf(ref reader) is not { } name)
                return Refusals.Malformed("the name of a member is no Unicode text", origin);
            if (_members.Count == 32)
                names = [.. _members.Select(m => m.Name)];
            if (names is null ? IndexOf(name) >= 0 : !names.Add(name))
                return Refusals.Duplicate(name, origin);
            var rawName = (int)reader.TokenStartIndex..((int)reader.TokenStartIndex + reader.ValueSpan.Length + 2);
            var afterColon = (int)reader.BytesConsumed;
            reader.Read();
            var (start, kind, isEscaped) = ((int)reader.TokenStartIndex, reader.TokenType, reader.ValueIsEscaped);
            reader.Skip();
            var end = (int)reader.BytesConsumed;
            var blanks = _document.AsSpan(end).IndexOfAnyExcept(" \t\r\n"u8);
            Add(new StructuredMember(name, rawName, start..end, afterColon..(end + Math.Max(blanks, 0)), kind, isEscaped));
        }
        // Reads on to the end, so that anything after the object is found.
        reader.Read();
        return null;
    }

    private void Add(StructuredMember member)
    {
        _members.Add(member);
        switch (member.Name)
        {
            case "id": Id = TextOrEmpty(member); break;
            case "source": Source = TextOrEmpty(member); break;
            case "specversion": SpecVersion = TextOrEmpty(member); break;
            case "type": Type = TextOrEmpty(member); break;
            case "partitionkey": PartitionKey = TextOrEmpty(member) is { Length: > 0 } key ? key : null; break;
            case EventHeader.TrailMember: Trail = TextOrEmpty(member); break;
        }
    }

    private bool TryData(StructuredMember data, ReadOnlySpan<byte> contentType, out byte[]? value)
    {
        value = null;
        if (data.Name == "data_base64")
        {
            value = TryText(data, out var base64) ? EventData.FromBase64(base64) : null;
            return value is not null;
        }
        if (!MediaType.IsUtf8(contentType))
            return false;
        if (contentType.IsEmpty || MediaType.IsJson(contentType))
        {
            // A bridge writes no blanks of its own, so those around the data are the data's.
            value = _document[CloudEvents.Trail.IsOurs(Trail) ? data.Outer : data.Raw];
            return true;
        }
        if (!TryText(data, out var text))
            return false;
        value = text;
        return true;
    }

    private StructuredMember? Find(string name) =>
        IndexOf(name) is >= 0 and var at && _members[at].Kind != JsonTokenType.Null ? _members[at] : null;

    private int IndexOf(string name)
    {
        for (var i = 0; i < _members.Count; i++)
        {
            if (string.Equals(_members[i].Name, name, StringComparison.Ordinal))
                return i;
        }
        return -1;
    }

    private byte[] TextOrEmpty(StructuredMember member) => TryText(member, out var text) ? text : [];

    /// <summary>False where the value is no string, or one that has no UTF-8 form (half of a surrogate pair).</summary>
    private bool TryText(StructuredMember member, out byte[] text)
    {
        text = [];
        if (member.Kind != JsonTokenType.String)
            return false;
        var raw = _document.AsSpan(member.Raw);
        if (!member.IsEscaped)
        {
            text = raw[1..^1].ToArray();
            return true;
        }
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        var buffer = new byte[raw.Length];
        try
        {
            text = buffer[..reader.CopyString(buffer)];
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string? NameOf(ref Utf8JsonReader reader)
    {
        if (KnownNames.Find(reader.ValueSpan) is { } known)
            return known;
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string HeaderName(string member) =>
        member == "datacontenttype" ? EventHeader.ContentType : KnownNames.Header(member) ?? EventHeader.Prefix + member;

    private static void WriteTrail(ArrayBufferWriter<byte> written, ReadOnlySpan<byte> trail)
    {
        WriteByte(written, (byte)'"');
        written.Write(trail);
        WriteByte(written, (byte)'"');
    }

    private static void WriteByte(ArrayBufferWriter<byte> written, byte value)
    {
        written.GetSpan(1)[0] = value;
        written.Advance(1);
    }
}
