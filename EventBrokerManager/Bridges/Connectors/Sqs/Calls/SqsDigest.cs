using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Calls;

/// <summary>The MD5 digests by which SQS and its client make sure of each other's bytes (AWS, "Calculating the MD5 message digest for message attributes").</summary>
internal static class SqsDigest
{
    private const byte TextMark = 1;
    private const byte BinaryMark = 2;

    /// <summary>True where the digest, in hex, is that of the body.</summary>
    public static bool IsOf(ReadOnlySpan<byte> body, ReadOnlySpan<byte> hex)
    {
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(body, digest);
        return IsHexOf(digest, hex);
    }

    /// <summary>True where the digest, in hex, is that of the attributes.</summary>
    public static bool IsOf(IReadOnlyList<SqsAttribute> attributes, ReadOnlySpan<byte> hex)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        Span<int> order = stackalloc int[attributes.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        order.Sort((left, right) => string.CompareOrdinal(attributes[left].Name, attributes[right].Name));
        foreach (var i in order)
        {
            var attribute = attributes[i];
            AppendText(hash, attribute.Name);
            AppendText(hash, attribute.DataType);
            hash.AppendData([attribute.IsBinary ? BinaryMark : TextMark]);
            Append(hash, attribute.Value);
        }

        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return IsHexOf(digest, hex);
    }

    private static void AppendText(IncrementalHash hash, string text)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        Append(hash, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static bool IsHexOf(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> hex)
    {
        Span<byte> wanted = stackalloc byte[digest.Length];
        return hex.Length == 2 * digest.Length
            && Convert.FromHexString(hex, wanted, out _, out _) == System.Buffers.OperationStatus.Done
            && wanted.SequenceEqual(digest);
    }
}
