namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>Why one event cannot go on, for what it is: it becomes a dead letter.</summary>
/// <param name="Code">One of <see cref="RefusalCodes"/>; stable, for grouping.</param>
/// <param name="Reason">For a person: what is wrong with this event, whose move it is, what to do.</param>
internal sealed record Refusal(string Code, string Reason);

/// <summary>The stable words for what can be wrong with an event. They are stored with dead letters and never change their meaning.</summary>
internal static class RefusalCodes
{
    /// <summary>One of id, source, specversion, type is absent or empty.</summary>
    public const string MissingAttribute = "missing-attribute";

    /// <summary>Another CloudEvents version than 1.0.</summary>
    public const string UnsupportedSpecVersion = "unsupported-specversion";

    /// <summary>A CloudEvents format other than JSON, or a batch.</summary>
    public const string UnsupportedFormat = "unsupported-format";

    /// <summary>Another event than the one that the queue is configured for.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>More bytes than the target takes.</summary>
    public const string TooLarge = "too-large";

    /// <summary>A structured event whose JSON is broken, or is no CloudEvents event.</summary>
    public const string MalformedJson = "malformed-json";

    /// <summary>A CloudEvents attribute that is there more than once.</summary>
    public const string DuplicateAttribute = "duplicate-attribute";

    /// <summary>A CloudEvents attribute or a structured event whose bytes are not UTF-8.</summary>
    public const string NotUtf8 = "not-utf8";

    /// <summary>The event passed this bridge in this direction before, or too many bridges.</summary>
    public const string Loop = "loop";
}
