using System.Globalization;
using System.Text;

namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>Where an event comes from; decides who must act and how its attributes are called.</summary>
internal enum Origin
{
    Kafka,
    Queue,
}

/// <summary>The words of each <see cref="Refusal"/>.</summary>
internal static class Refusals
{
    private const int LongestQuote = 200;

    public static Refusal Missing(string names, Origin origin) => new(
        RefusalCodes.MissingAttribute,
        $"The event lacks {names}. Every CloudEvents 1.0 event has id, source, specversion and type, none of them empty. "
        + (origin == Origin.Kafka
            ? "The publishing app must set them as headers ce_id, ce_source, ce_specversion and ce_type (or in the JSON of a structured event)"
            : "The sender to the queue must set them as message attributes ce_id, ce_source, ce_specversion and ce_type "
              + "(or send a structured event with the attribute content-type: application/cloudevents+json)")
        + " and send the event anew; sending this one again changes nothing.");

    public static Refusal SpecVersion(ReadOnlySpan<byte> found, Origin origin) => new(
        RefusalCodes.UnsupportedSpecVersion,
        $"The event says CloudEvents version {Quote(found)}; only 1.0 is understood. {By(origin)}");

    public static Refusal Format(ReadOnlySpan<byte> contentType, Origin origin) => new(
        RefusalCodes.UnsupportedFormat,
        $"The event is written as {Quote(contentType)}. Of the structured CloudEvents formats only application/cloudevents+json in UTF-8, "
        + $"one event each, is understood. {By(origin)}");

    public static Refusal WrongType(ReadOnlySpan<byte> found, string expected) => new(
        RefusalCodes.WrongType,
        $"The event's type is {Quote(found)}, but this queue is configured for \"{expected}\". Either its sender chose the wrong queue or the "
        + "wrong ce_type and must send it anew, or the connection names the wrong event: correct it, and have the event sent anew.");

    public static Refusal TooLarge(long actual, long allowed) => new(
        RefusalCodes.TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The event takes {actual:N0} bytes; the queue allows {allowed:N0}, attributes included. ")
        + "The publishing app must send less (for example a reference to the data in place of the data), or, where the queue's "
        + "MaximumMessageSize is below 1,048,576, its owner can raise it; then a Technical Contact sends this one again.");

    public static Refusal Malformed(string what, Origin origin) => new(
        RefusalCodes.MalformedJson,
        $"The event says that it is a structured CloudEvents event, but {what}. {By(origin)}");

    public static Refusal Duplicate(string name, Origin origin) => new(
        RefusalCodes.DuplicateAttribute,
        $"The event has {Quote(name)} more than once, so which one counts is unknown. {By(origin)}");

    public static Refusal NotUtf8(string name, Origin origin) => new(
        RefusalCodes.NotUtf8,
        $"The bytes of {name} are not UTF-8, which CloudEvents asks for. {By(origin)}");

    public static Refusal Loop(string why) => new(
        RefusalCodes.Loop,
        $"The event goes round in a circle: {why} A Technical Contact must look for the bridges, or the apps that copy events, that lead it "
        + "back, and cut the circle. If nothing leads back, some app copies the attribute ebtrail into new events: it must leave it out.");

    private static string By(Origin origin) =>
        (origin == Origin.Kafka ? "The publishing app" : "The sender to the queue")
        + " must correct that and send the event anew; sending this one again changes nothing.";

    private static string Quote(ReadOnlySpan<byte> text) =>
        Quote(Encoding.UTF8.GetString(text.Length > 4 * LongestQuote ? text[..(4 * LongestQuote)] : text));

    /// <summary>Foreign text in our sentences: short, and without characters that could disturb a page or a log.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", Math.Min(text.Length, LongestQuote) + 5);
        foreach (var rune in text.EnumerateRunes())
        {
            if (quoted.Length > LongestQuote)
            {
                quoted.Append("...");
                break;
            }
            var shown = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
            quoted.Append(shown ? rune.ToString() : "\uFFFD");
        }
        return quoted.Append('"').ToString();
    }
}
