using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EventBrokerManager.LocalQueues;

/// <summary>The MD5 digests by which the SDKs check that a message arrived as it was sent.</summary>
internal static class MessageDigest
{
    public static string OfBody(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>Null where there are no attributes.</summary>
    /// <remarks>By name: length and name, length and data type, 1 for text or 2 for binary, length and value; lengths in four bytes, the highest first.</remarks>
    public static string? OfAttributes(IReadOnlyCollection<LocalAttribute> attributes)
    {
        if (attributes.Count == 0)
            return null;
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var attribute in attributes.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            Append(md5, Encoding.UTF8.GetBytes(attribute.Name));
            Append(md5, Encoding.UTF8.GetBytes(attribute.DataType));
            md5.AppendData([attribute.Bytes is null ? (byte)1 : (byte)2]);
            Append(md5, attribute.Bytes ?? Encoding.UTF8.GetBytes(attribute.Text!));
        }
        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }

    private static void Append(IncrementalHash md5, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        md5.AppendData(length);
        md5.AppendData(bytes);
    }
}
