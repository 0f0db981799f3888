using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Calls;

/// <summary>
/// The MD5 digests by which SQS and its client make sure of each other's bytes (AWS, "Calculating the MD5 message digest for message
/// attributes"): those of one answer, checked together.
/// </summary>
internal sealed class SqsDigests
{
    private const byte TextMark = 1;
    private const byte BinaryMark = 2;

    [ThreadStatic]
    private static SqsDigests? _own;

    private readonly Md5Batch _texts = new();
    private readonly List<UInt128> _expected = [];

    /// <summary>For the answer that this thread is about to read; valid until it calls again.</summary>
    public static SqsDigests Begin()
    {
        var digests = _own ??= new SqsDigests();
        digests._texts.Clear();
        digests._expected.Clear();
        return digests;
    }

    /// <summary>A digest as it stands in an answer, in hex; null where it is none.</summary>
    public static UInt128? Read(ReadOnlySpan<byte> hex)
    {
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        return hex.Length == 2 * digest.Length && Convert.FromHexString(hex, digest, out _, out _) == System.Buffers.OperationStatus.Done
            ? MemoryMarshal.Read<UInt128>(digest)
            : null;
    }

    public void ExpectBody(ReadOnlySpan<byte> body, UInt128 digest)
    {
        _texts.Append(body);
        End(digest);
    }

    public void ExpectAttributes(IReadOnlyList<SqsAttribute> attributes, UInt128 digest)
    {
        Span<int> order = stackalloc int[attributes.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        order.Sort((left, right) => string.CompareOrdinal(attributes[left].Name, attributes[right].Name));
        foreach (var i in order)
        {
            var attribute = attributes[i];
            AppendText(attribute.Name);
            AppendText(attribute.DataType);
            _texts.Append([attribute.IsBinary ? BinaryMark : TextMark]);
            AppendLength(attribute.Value.Length);
            _texts.Append(attribute.Value);
        }

        End(digest);
    }

    /// <summary>False where any digest is not that of its bytes.</summary>
    public bool AllMatch()
    {
        _texts.Compute();
        for (var i = 0; i < _expected.Count; i++)
        {
            if (_texts.Digest(i) != _expected[i])
                return false;
        }

        return true;
    }

    private void End(UInt128 digest)
    {
        _texts.End();
        _expected.Add(digest);
    }

    private void AppendText(string text)
    {
        var room = _texts.Room(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        _texts.Advance(sizeof(int) + length);
    }

    private void AppendLength(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(_texts.Room(sizeof(int)), length);
        _texts.Advance(sizeof(int));
    }
}
