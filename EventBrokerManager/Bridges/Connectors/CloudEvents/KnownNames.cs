namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>The names that nearly every structured event has, so that reading one makes no strings for them.</summary>
internal static class KnownNames
{
    public static string? Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => "id",
        4 when name.SequenceEqual("type"u8) => "type",
        4 when name.SequenceEqual("data"u8) => "data",
        4 when name.SequenceEqual("time"u8) => "time",
        6 when name.SequenceEqual("source"u8) => "source",
        7 when name.SequenceEqual("subject"u8) => "subject",
        7 when name.SequenceEqual("ebtrail"u8) => "ebtrail",
        10 when name.SequenceEqual("dataschema"u8) => "dataschema",
        11 when name.SequenceEqual("specversion"u8) => "specversion",
        11 when name.SequenceEqual("traceparent"u8) => "traceparent",
        11 when name.SequenceEqual("data_base64"u8) => "data_base64",
        12 when name.SequenceEqual("partitionkey"u8) => "partitionkey",
        15 when name.SequenceEqual("datacontenttype"u8) => "datacontenttype",
        _ => null,
    };

    /// <summary>The header's name of an attribute, or null for one that is not among the known.</summary>
    public static string? Header(string name) => name switch
    {
        "id" => "ce_id",
        "type" => "ce_type",
        "time" => "ce_time",
        "source" => "ce_source",
        "subject" => "ce_subject",
        "dataschema" => "ce_dataschema",
        "specversion" => "ce_specversion",
        "traceparent" => "ce_traceparent",
        "partitionkey" => "ce_partitionkey",
        _ => null,
    };
}
