using System.Text;
using static EventBrokerManager.Tests.EndToEnd.Sample;

namespace EventBrokerManager.Tests.EndToEnd;

/// <summary>Thousands of events, ten kinds in turn.</summary>
internal static class Samples
{
    public const int Keys = 8;
    private const string Pangram = "Zażółć gęślą jaźń, 色は匂へど, 😀 \"quoted\" \\ /";

    /// <summary>fauxqs takes no characters above U+FFFF in a body, which SQS does.</summary>
    private const string Plain = "Zażółć gęślą jaźń, 色は匂へど";

    /// <summary>Events that an app publishes to Kafka.</summary>
    /// <param name="keyed">True, on their way to ElasticMQ: all have one of eight keys. False, to fauxqs: some have none, or one that is no text.</param>
    public static IEnumerable<Sample> ForKafka(string type, int count, bool keyed) =>
        Enumerable.Range(0, count).Select(n => Record(type, n, keyed || n % 10 != 8 ? Key(n) : n % 20 == 8 ? null : [0xFF, 0x00, (byte)n], !keyed));

    /// <summary>Messages that somebody sends to a queue.</summary>
    /// <param name="grouped">True, for a FIFO queue of fauxqs: in one of eight groups. False, for ElasticMQ: some say their key, most have none.</param>
    public static IEnumerable<Sample> ForSqs(string type, int count, bool grouped) =>
        Enumerable.Range(0, count).Select(n => Message(type, n, grouped));

    /// <summary>
    /// How many of those for Kafka arrive at a queue as structured events: with eleven attributes, binary data, no data, the ones that
    /// were so, and empty data, in whose place the large events are one time in ten.
    /// </summary>
    public static int StructuredOf(int count) => (4 * count / 10) + (9 * count / 100);

    private static Sample Record(string type, int n, byte[]? key, bool isOnFauxqs) => (n % 10) switch
    {
        1 => new() { Id = Id(n), Type = type, Key = key, Data = Utf8($$"""{"text":{{System.Text.Json.JsonSerializer.Serialize(Pangram)}},"n":{{n}}}"""), More = More(n, ("subject", Pangram)) },
        2 => new() { Id = Id(n), Type = type, Key = key, Data = Json(n), More = More(n, [.. Enumerable.Range(0, 7).Select(i => ($"extension{i}", $"value {i} of {n}"))]) },
        3 => new() { Id = Id(n), Type = type, Key = key, Data = Noise(n), ContentType = "image/jpeg", More = More(n) },
        4 => new() { Id = Id(n), Type = type, Key = key, Data = null, More = More(n) },
        5 => new() { Id = Id(n), Type = type, Key = key, Data = Json(n), More = More(n, ("tenant", "north")), IsStructured = true },
        6 => new() { Id = Id(n), Type = type, Key = key, Data = Utf8($"first line {n}\r\nsecond\tline {(isOnFauxqs ? Plain : Pangram)}"), ContentType = "text/plain", More = More(n) },
        7 => new()
        {
            Id = Id(n), Type = type, Key = key, Data = Json(n), More = More(n),
            Others = [("traceparent", Utf8($"00-{n:x32}-{n:x16}-01")), ("retry", Utf8("1")), ("retry", Utf8("2")), ("nothing", null), ("blob", Noise(n))],
        },
        9 when n % 100 == 9 => new() { Id = Id(n), Type = type, Key = key, Data = Utf8($$"""{"n":{{n}},"long":"{{new string('x', 100_000)}}"}"""), More = More(n) },
        9 => new() { Id = Id(n), Type = type, Key = key, Data = [], More = More(n) },
        _ => new() { Id = Id(n), Type = type, Key = key, Data = Utf8($$""" { "n" : {{n}}, "price" : 1.50, "big" : 12345678901234567890 } """), More = More(n) },
    };

    private static Sample Message(string type, int n, bool grouped)
    {
        var key = grouped ? Key(n) : null;
        return (n % 10) switch
        {
            1 => new() { Id = Id(n), Type = type, Key = key, Data = Utf8($"\"{n}: {Plain}\""), More = More(n, ("subject", "日本 grün")) },
            2 => new() { Id = Id(n), Type = type, Key = key, Data = Json(n), IsStructured = true, More = More(n, [.. Enumerable.Range(0, 20).Select(i => ($"extension{i}", $"value {i} of {n}"))]) },
            3 => new() { Id = Id(n), Type = type, Key = key, Data = Noise(n), ContentType = "image/jpeg", IsStructured = true, More = More(n) },
            4 => new() { Id = Id(n), Type = type, Key = key, Data = null, IsStructured = true, More = More(n) },
            6 => new() { Id = Id(n), Type = type, Key = key, Data = Utf8($"first line {n}\nsecond\tline {(grouped ? Plain : Pangram)}"), ContentType = "text/plain", More = More(n) },
            7 => new() { Id = Id(n), Type = type, Key = key, Data = Json(n), More = More(n), Others = [("note", Noise(n)), ("x-hops", [0])] },
            8 => new() { Id = Id(n), Type = type, Key = grouped ? key : [0xFE, (byte)n], SaysKey = !grouped, Data = Json(n), More = More(n) },
            9 when n % 100 == 9 => new() { Id = Id(n), Type = type, Key = key, Data = Utf8($$"""{"n":{{n}},"long":"{{new string('x', 100_000)}}"}"""), More = More(n) },
            _ => new() { Id = Id(n), Type = type, Key = key, Data = Utf8($$""" { "n" : {{n}}, "price" : 1.50 } """), More = More(n) },
        };
    }

    private static Dictionary<string, string> More(int n, params (string Name, string Value)[] more) =>
        more.Prepend(("number", Text(n))).Prepend(("time", "2026-01-02T03:04:05Z")).ToDictionary(m => m.Item1, m => m.Item2);

    private static byte[] Key(int n) => Utf8($"key-{n % Keys}");

    private static string Id(int n) => $"e-{n:D6}";

    private static byte[] Json(int n) => Utf8($$"""{"n":{{n}},"price":1.50}""");

    private static byte[] Noise(int n)
    {
        var bytes = new byte[64];
        new Random(n).NextBytes(bytes);
        bytes[0] = 0xFF;
        return bytes;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
