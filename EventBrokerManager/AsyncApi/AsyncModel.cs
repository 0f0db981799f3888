namespace EventBrokerManager.AsyncApi;

/// <summary>A field of an event's body.</summary>
/// <param name="Type">As the portal names types: String, Integer, Long, Decimal, Boolean, DateTime, Date, or the schema's own word.</param>
public sealed record AsyncAttribute(string Name, string Type);

/// <summary>One message of a document, as the app that sends the document uses it.</summary>
/// <param name="ChannelKey">The key of its channel in the document.</param>
/// <param name="Publish">The app publishes it.</param>
/// <param name="Subscribe">The app subscribes to it.</param>
public sealed record AsyncEvent(string Name, string ChannelKey, IReadOnlyList<AsyncAttribute> Attributes, bool Publish, bool Subscribe)
{
    /// <summary>The id that the channel's key names, where it is 32 hex digits; else null.</summary>
    public Guid? ChannelId => Guid.TryParseExact(ChannelKey, "N", out var id) || Guid.TryParseExact(ChannelKey, "D", out id) ? id : null;
}

/// <summary>A business event service as a document describes it.</summary>
public sealed record AsyncDocument(string Title, string Version, string? Description, IReadOnlyList<AsyncEvent> Events);

/// <summary>What is wrong with a text, where, and what to do.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public sealed record AsyncProblem(int Line, int Column, string Message);

/// <summary>What a text says.</summary>
/// <param name="Problems">In the order of the text; where there are any, the documents are incomplete and must not be used.</param>
public sealed record AsyncReading(IReadOnlyList<AsyncDocument> Documents, IReadOnlyList<AsyncProblem> Problems);
