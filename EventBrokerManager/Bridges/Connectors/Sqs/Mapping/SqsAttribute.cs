using System.Text;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

/// <summary>One message attribute. Text is kept as its UTF-8 bytes, as Kafka has it, and becomes a string only where one is asked for.</summary>
/// <param name="DataType"><c>String</c>, <c>Number</c> or <c>Binary</c>, perhaps with a label behind a dot.</param>
/// <param name="Value">UTF-8 for text and numbers, else the bytes.</param>
internal readonly record struct SqsAttribute(string Name, string DataType, byte[] Value)
{
    public const string StringType = "String";
    public const string BinaryType = "Binary";

    public bool IsBinary => DataType.StartsWith(BinaryType, StringComparison.Ordinal);

    /// <summary>Null for a binary attribute.</summary>
    public string? StringValue => IsBinary ? null : Encoding.UTF8.GetString(Value);

    /// <summary>Null for text and numbers.</summary>
    public byte[]? BinaryValue => IsBinary ? Value : null;

    /// <summary>What SQS counts: name, type and value. Name and type of what we send are ASCII.</summary>
    public int Bytes => Name.Length + DataType.Length + Value.Length;

    public static SqsAttribute Text(string name, string value) => new(name, StringType, Encoding.UTF8.GetBytes(value));

    public static SqsAttribute Text(string name, byte[] value) => new(name, StringType, value);

    public static SqsAttribute Binary(string name, byte[] value) => new(name, BinaryType, value);
}
