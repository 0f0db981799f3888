using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>
/// A record's key in a message: the group id of a FIFO queue where SQS allows it as one, and the attribute <c>ebkey</c> where the group id
/// can't say it.
/// </summary>
internal static class RecordKey
{
    public const string AttributeName = "ebkey";

    private const string NullType = "String.null";
    private const string EmptyType = "String.empty";

    /// <summary>How long a group id may be, in characters.</summary>
    private const int LongestGroup = 128;

    // SQS allows no empty value, so the type says it and the value is for people.
    private static readonly SqsAttribute Null = new(AttributeName, NullType, "null"u8.ToArray());
    private static readonly SqsAttribute Empty = new(AttributeName, EmptyType, "empty"u8.ToArray());

    /// <summary>The group in which a FIFO queue keeps this key's order.</summary>
    public static string Group(byte[]? key, int partition)
    {
        if (key is null)
            return string.Create(CultureInfo.InvariantCulture, $"partition-{partition}");
        if (IsGroup(key))
            return Encoding.ASCII.GetString(key);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>The attribute that <see cref="Read"/> needs to find the key again; null where it finds it without.</summary>
    /// <param name="hasPartitionKey">The event has the extension <c>partitionkey</c>, which counts as the key where nothing else does.</param>
    public static SqsAttribute? Attribute(byte[]? key, bool isFifo, bool hasPartitionKey) => key switch
    {
        null => isFifo || hasPartitionKey ? Null : null,
        { Length: 0 } => Empty,
        _ when isFifo && IsGroup(key) => null,
        _ => SqsText.IsText(key) ? SqsAttribute.Text(AttributeName, key) : SqsAttribute.Binary(AttributeName, key),
    };

    /// <summary>The key of a received message: what <c>ebkey</c> says, else the group id, else the extension <c>partitionkey</c>.</summary>
    public static byte[]? Read(SqsAttribute? attribute, string? groupId, byte[]? partitionKey) => attribute switch
    {
        { DataType: NullType } => null,
        { DataType: EmptyType } => [],
        { } given => given.Value,
        null => groupId is { Length: > 0 } ? Encoding.UTF8.GetBytes(groupId) : partitionKey,
    };

    /// <summary>True for 1 to 128 printable ASCII characters other than the blank: letters, digits, and all of ASCII's punctuation.</summary>
    private static bool IsGroup(ReadOnlySpan<byte> key) =>
        key.Length is > 0 and <= LongestGroup && !key.ContainsAnyExceptInRange((byte)'!', (byte)'~');
}
