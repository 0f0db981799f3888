using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>
/// The id by which a FIFO queue drops copies: the same for a resend of the same record, another for any other record, also for one that
/// has the same offset in a topic made anew, and for a redrive.
/// </summary>
internal static class Deduplication
{
    public static string Id(ReadOnlySpan<byte> source, ReadOnlySpan<byte> id, PartitionId partition, long offset, int redriveNumber)
    {
        var topic = Encoding.UTF8.GetByteCount(partition.Topic);
        var length = 3 * sizeof(int) + source.Length + id.Length + topic + sizeof(int) + sizeof(long) + sizeof(int);
        byte[]? rented = null;
        var buffer = length <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(length);
        var rest = buffer;
        // With their lengths before them, no two different events give the same bytes.
        rest = Put(rest, source.Length);
        source.CopyTo(rest);
        rest = Put(rest[source.Length..], id.Length);
        id.CopyTo(rest);
        rest = Put(rest[id.Length..], topic);
        Encoding.UTF8.GetBytes(partition.Topic, rest);
        rest = Put(rest[topic..], partition.Partition);
        BinaryPrimitives.WriteInt64BigEndian(rest, offset);
        Put(rest[sizeof(long)..], redriveNumber);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return Convert.ToHexStringLower(hash);
    }

    private static Span<byte> Put(Span<byte> target, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, value);
        return target[sizeof(int)..];
    }
}
