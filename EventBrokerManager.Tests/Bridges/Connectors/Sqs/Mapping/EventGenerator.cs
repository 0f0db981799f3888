using EventBrokerManager.Broker;
using static EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping.Samples;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping;

/// <summary>Events of every shape that a publisher may send, from a seed.</summary>
internal sealed class EventGenerator(int seed)
{
    private static readonly string[] Texts =
    [
        "x", "order 17", "é", "日本語", "😀", "\"quoted\\\"", "a/b?c=d&e", "tab\tline\nreturn\r", "  blanks  ", "\u007F\u0085", "<&'>", "\u2028",
        "{\"a\":1}", "percent%20", "\uFFFD", "\uE000", new string('l', 300),
    ];

    private static readonly string[] ForbiddenTexts = ["\u0000", "a\u0001b", "\u001F", "x\uFFFE", "\uFFFFy"];

    private static readonly string[] Jsons =
    [
        "{}", "[]", "5", "-1.50e+10", "true", "false", "null", "\"text\"", "\"\\u00e9\\/\\ud83d\\ude00\"", " { \"a\" : [ 1 , 2 ] } \n", "\r\n[\t]",
        "{\"a\":1,\"a\":2}", "\"\uFFFF\"", "{\"é\":\"日本\"}", "12345678901234567890.12345678901234567890", "\"\\ud800\"", "{broken", "[1,]",
    ];

    private static readonly string?[] ContentTypes =
    [
        null, "application/json", "application/json; charset=utf-8", "text/plain", "application/vnd.x+json", "text/xml; charset=\"UTF-8\"",
        "application/octet-stream", "image/png", "text/json", "text/plain; charset=latin1", "APPLICATION/JSON", "weird",
    ];

    private static readonly string[] HeaderNames =
    [
        "traceparent", "x-1", "x-2", "x.y", "kafka_foo", "AWS.x", "with blank", "é", "ebkey", "ebheaders", ".dot", "dot.", "a..b", "ce_", "ce_Foo",
        "ce_a_b", "CE_ID", "ce_data", "ce_datacontenttype", "Content-Type", "amazon.q", "__TypeId__",
    ];

    private readonly Random _random = new(seed);

    /// <summary>True where the event has something that strict readers refuse, such as control characters in an attribute.</summary>
    public bool IsOdd { get; private set; }

    public ConsumedRecord Next()
    {
        var headers = new List<Header>
        {
            H("ce_specversion", "1.0"), H("ce_id", Text()), H("ce_source", Pick("/orders", "urn:x:y", "https://example.com/a?b#c")),
            H("ce_type", EventType),
        };
        if (Chance(3))
            headers.Add(H("ce_time", Pick("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.1234567+02:00", "1999-12-31T23:59:59.9Z")));
        Optional(headers, "ce_subject", 3);
        if (Chance(5))
            headers.Add(H("ce_dataschema", "https://example.com/schema#1"));
        Optional(headers, "ce_partitionkey", 5);
        var contentType = ContentTypes[_random.Next(ContentTypes.Length)];
        IsOdd |= contentType == "weird";
        if (contentType is not null)
            headers.Add(H("content-type", contentType));
        else if (Chance(8))
            headers.Add(H("content-type", Chance(2) ? "" : null));
        var extensions = Chance(2) ? 0 : _random.Next(21);
        for (var i = 0; i < extensions; i++)
            Optional(headers, $"ce_ext{i}", 1);
        var others = Chance(3) ? 0 : _random.Next(12);
        for (var i = 0; i < others; i++)
            headers.Add(new Header(HeaderNames[_random.Next(HeaderNames.Length)], Bytes()));
        if (Chance(4))
            headers.Add(Chance(2) ? H("ce_ebtrail", "foreign") : H("ce_ebtrail", new string('a', 32) + ".in"));
        if (Chance(2))
            _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(headers));
        var key = Chance(3) ? null : Chance(2) ? U($"order-{_random.Next(100)}") : Bytes();
        var value = Chance(2) ? U(Jsons[_random.Next(Jsons.Length)]) : Bytes();
        return new ConsumedRecord(new PartitionId("topic", _random.Next(4)), _random.Next(1000), new EventRecord(key, value, headers));
    }

    /// <summary>Anything at all: most of it is no event.</summary>
    public ConsumedRecord Garbage()
    {
        var record = Next();
        var headers = record.Record.Headers.ToList();
        for (var i = _random.Next(4); i > 0 && headers.Count > 0; i--)
        {
            var at = _random.Next(headers.Count);
            switch (_random.Next(4))
            {
                case 0: headers.RemoveAt(at); break;
                case 1: headers.Add(headers[at]); break;
                case 2: headers[at] = new Header(headers[at].Name, Bytes()); break;
                default: headers.Insert(at, H("content-type", "application/cloudevents+json")); break;
            }
        }
        var value = Chance(3) ? Cut(U(Json(",\"data\":" + Jsons[_random.Next(Jsons.Length)] + ",\"x\":\"" + Text() + "\""))) : record.Record.Value;
        return record with { Record = new EventRecord(record.Record.Key, value, headers) };
    }

    private byte[] Cut(byte[] bytes) => Chance(2) ? bytes : bytes[..(_random.Next(bytes.Length) + 1)];

    private void Optional(List<Header> headers, string name, int oneIn)
    {
        if (!Chance(oneIn))
            return;
        var odd = Chance(12);
        IsOdd |= odd;
        headers.Add(!odd ? H(name, Text()) : Chance(3) ? H(name, null) : H(name, Chance(2) ? "" : ForbiddenTexts[_random.Next(ForbiddenTexts.Length)]));
    }

    private string Text()
    {
        var text = Texts[_random.Next(Texts.Length)];
        IsOdd |= text.Any(char.IsControl);
        return text;
    }

    private byte[]? Bytes()
    {
        switch (_random.Next(6))
        {
            case 0: return null;
            case 1: return [];
            case 2:
                var bytes = new byte[_random.Next(1, 40)];
                _random.NextBytes(bytes);
                return bytes;
            case 3: return U(ForbiddenTexts[_random.Next(ForbiddenTexts.Length)]);
            default: return U(Texts[_random.Next(Texts.Length)]);
        }
    }

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
