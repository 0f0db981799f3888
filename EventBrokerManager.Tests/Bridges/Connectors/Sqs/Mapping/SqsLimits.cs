using System.Text;
using System.Text.RegularExpressions;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping;

/// <summary>What SQS accepts, written down a second time from its reference, so that it shares no mistake with the mapper.</summary>
internal static partial class SqsLimits
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static void Check(SqsMessage message, bool isFifo, int maximumBytes = 1_048_576)
    {
        Assert.InRange(message.Attributes.Count, 1, 10);
        Assert.Equal(message.Attributes.Count, message.Attributes.Select(a => a.Name).Distinct(StringComparer.Ordinal).Count());
        CheckText(message.BodyUtf8.ToArray());
        Assert.Equal(Strict.GetString(message.BodyUtf8.Span), message.Body);
        var bytes = Encoding.UTF8.GetByteCount(message.Body);
        foreach (var attribute in message.Attributes)
        {
            Assert.InRange(attribute.Name.Length, 1, 256);
            Assert.Matches(Name(), attribute.Name);
            Assert.DoesNotMatch(ReservedName(), attribute.Name);
            Assert.Matches(Type(), attribute.DataType);
            Assert.NotEmpty(attribute.Value);
            Assert.NotEqual(attribute.StringValue is null, attribute.BinaryValue is null);
            if (attribute.DataType.StartsWith("Binary", StringComparison.Ordinal))
                Assert.Same(attribute.Value, attribute.BinaryValue);
            else
                CheckText(attribute.Value);
            bytes += Encoding.UTF8.GetByteCount(attribute.Name) + Encoding.UTF8.GetByteCount(attribute.DataType) + attribute.Value.Length;
        }
        Assert.Equal(bytes, message.Bytes);
        Assert.InRange(message.Bytes, 1, maximumBytes);
        Assert.Equal(isFifo, message.GroupId is not null);
        Assert.Equal(isFifo, message.DeduplicationId is not null);
        if (isFifo)
        {
            Assert.Matches(Id(), message.GroupId);
            Assert.Matches(Id(), message.DeduplicationId);
        }
    }

    public static void CheckText(byte[] utf8)
    {
        Assert.NotEmpty(utf8);
        foreach (var rune in Strict.GetString(utf8).EnumerateRunes())
            Assert.True(
                rune.Value is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF),
                $"U+{rune.Value:X4} is forbidden");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_\-]+(\.[A-Za-z0-9_\-]+)*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(aws|amazon)\.", RegexOptions.IgnoreCase)]
    private static partial Regex ReservedName();

    [GeneratedRegex(@"\A(String|Number|Binary)(\.[a-z]+)?\z")]
    private static partial Regex Type();

    [GeneratedRegex(@"\A[a-zA-Z0-9!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]{1,128}\z")]
    private static partial Regex Id();
}
